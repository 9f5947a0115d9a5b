#include "norm.h"

#include <cmath>

namespace trunk {
Norm::Norm(nad_trunk_op const& op, int64_t c, bool t)
    : channels(c), training(t), relu(op.kind == NAD_TRUNK_NORM_RELU && op.b < 0), epsilon(op.epsilon), momentum(op.momentum), mean(c),
        variance(c), first(c), second(c), mean_f(c), factor(c), shift_copy(c), one(c), two(c), inverse(c),
      made{mean_f.data(), factor.data(), shift_copy.data()} {}

void Norm::forward(Maps source, void* result, void const* sum, float const* scale, float const* shift, void* const* buffers) {
  float* running_mean = static_cast<float*>(buffers[0]);
  float* running_variance = static_cast<float*>(buffers[1]);
  if (training) {
    statistics(source, mean.data(), variance.data());
    update_running(running_mean, running_variance, static_cast<int64_t*>(buffers[2]), source.batch * source.area);
  } else {
    for (int64_t c = 0; c < channels; c++) {
      mean[c] = running_mean[c];
      variance[c] = running_variance[c];
    }
  }
  for (int64_t c = 0; c < channels; c++) {
    inverse[c] = 1 / std::sqrt(variance[c] + epsilon);
    mean_f[c] = static_cast<float>(mean[c]);
    factor[c] = static_cast<float>(scale[c] * inverse[c]);
    shift_copy[c] = shift[c];
  }
  if (!result) return;
  if (sum) affine_add_relu(source, result, sum, made);
  else trunk::affine(source, result, made, relu);
}

// running <- (1 - momentum) running + momentum batch, with the unbiased variance.
void Norm::update_running(float* m, float* v, int64_t* batches, int64_t count) const {
  double const unbiased = count > 1 ? static_cast<double>(count) / static_cast<double>(count - 1) : 1;
  for (int64_t c = 0; c < channels; c++) {
    m[c] = static_cast<float>((1 - momentum) * m[c] + momentum * mean[c]);
    v[c] = static_cast<float>((1 - momentum) * v[c] + momentum * variance[c] * unbiased);
  }
  ++*batches;
}

// With d the gradient behind the ReLU, i = 1/sqrt(variance + epsilon), n elements per channel:
// dscale = i S2, dshift = S1, dx = scale i (d - S1/n - (x - mean) i^2 S2/n), where S1 = sum d and S2 = sum d (x - mean).
// With running statistics, which do not depend on x: dx = scale i d.
void Norm::backward(Maps g, void const* source, void const* dy, float* scale_gradient, float* shift_gradient, bool accumulate) {
  Maps x = g;
  x.data = const_cast<void*>(source);
  if (training) {
    gradient_sums(x, dy, made, relu, first.data(), second.data());
    double const n = static_cast<double>(g.batch * g.area);
    for (int64_t c = 0; c < channels; c++) {
      scale_gradient[c] = static_cast<float>(inverse[c] * second[c]);
      shift_gradient[c] = static_cast<float>(first[c]);
      one[c] = static_cast<float>(first[c] / n);
      two[c] = static_cast<float>(inverse[c] * inverse[c] * second[c] / n);
    }
  }
  affine_backward(g, source, dy, made, relu, one.data(), two.data(), accumulate);
}

}  // namespace trunk
