#include "norm.h"

#include <cmath>

namespace trunk {
namespace {
constexpr double kEpsilon = 1e-5, kMomentum = 0.1;  // PyTorch's defaults
}

NormRelu::NormRelu(int64_t c, bool t)
    : channels(c), training(t), mean(c), variance(c), first(c), second(c), mean_f(c), factor(c), shift_copy(c), one(c), two(c), inverse(c),
      made{mean_f.data(), factor.data(), shift_copy.data()} {}

void NormRelu::forward(Maps source, void* result, float const* scale, float const* shift, void* const* buffers) {
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
    inverse[c] = 1 / std::sqrt(variance[c] + kEpsilon);
    mean_f[c] = static_cast<float>(mean[c]);
    factor[c] = static_cast<float>(scale[c] * inverse[c]);
    shift_copy[c] = shift[c];
  }
  if (result) affine_relu(source, result, made);
}

// running <- 0.9 running + 0.1 batch, with the unbiased variance.
void NormRelu::update_running(float* m, float* v, int64_t* batches, int64_t count) const {
  double const unbiased = count > 1 ? static_cast<double>(count) / static_cast<double>(count - 1) : 1;
  for (int64_t c = 0; c < channels; c++) {
    m[c] = static_cast<float>((1 - kMomentum) * m[c] + kMomentum * mean[c]);
    v[c] = static_cast<float>((1 - kMomentum) * v[c] + kMomentum * variance[c] * unbiased);
  }
  ++*batches;
}

// With d the gradient behind the ReLU, i = 1/sqrt(variance + epsilon), n elements per channel:
// dscale = i S2, dshift = S1, dx = scale i (d - S1/n - (x - mean) i^2 S2/n), where S1 = sum d and S2 = sum d (x - mean).
void NormRelu::backward(Maps g, void const* source, void const* dy, float* scale_gradient, float* shift_gradient, bool accumulate) {
  Maps x = g;
  x.data = const_cast<void*>(source);
  relu_sums(x, dy, made, first.data(), second.data());
  double const n = static_cast<double>(g.batch * g.area);
  for (int64_t c = 0; c < channels; c++) {
    scale_gradient[c] = static_cast<float>(inverse[c] * second[c]);
    shift_gradient[c] = static_cast<float>(first[c]);
    one[c] = static_cast<float>(first[c] / n);
    two[c] = static_cast<float>(inverse[c] * inverse[c] * second[c] / n);
  }
  affine_relu_backward(g, source, dy, made, one.data(), two.data(), accumulate);
}

}  // namespace trunk
