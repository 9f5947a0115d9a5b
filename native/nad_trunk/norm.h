// Batch normalisation followed by ReLU, on our own kernels: statistics exact to a float's last bits, where oneDNN's and libtorch's
// (channels last) are off by 3e-6, which the gradients of a deep network multiply by ten.
#pragma once
#include <vector>

#include "kernels.h"

namespace trunk {

class NormRelu {
 public:
  NormRelu(int64_t channels, bool training);
  NormRelu(NormRelu const&) = delete;
  // buffers: running mean, running variance, number of batches. Without a result only `affine` is computed, which makes it.
  void forward(Maps source, void* result, float const* scale, float const* shift, void* const* buffers);
  void backward(Maps gradient, void const* source, void const* result_gradient, float* scale_gradient, float* shift_gradient, bool accumulate);
  Affine const& affine() const { return made; }  // of the last forward

 private:
  void update_running(float* mean, float* variance, int64_t* batches, int64_t count) const;

  int64_t channels;
  bool training;
  std::vector<double> mean, variance, first, second;
  std::vector<float> mean_f, factor, shift_copy, one, two;  // copies: backward needs those of its pass, whatever has become of the weights
  std::vector<double> inverse;
  Affine made;
};

}  // namespace trunk
