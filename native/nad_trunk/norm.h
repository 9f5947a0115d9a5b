// Batch normalisation followed by ReLU, on our own kernels: statistics exact to a float's last bits, where oneDNN's and libtorch's
// (channels last) are off by 3e-6, which the gradients of a deep network multiply by ten.
#pragma once
#include <vector>

#include "kernels.h"

namespace trunk {

class NormRelu {
 public:
  NormRelu(int64_t channels, bool training);
  // buffers: running mean, running variance, number of batches.
  void forward(Maps source, void* result, float const* scale, float const* shift, void* const* buffers);
  void backward(Maps gradient, void const* source, void const* result_gradient, float* scale_gradient, float* shift_gradient, bool accumulate);

 private:
  Affine affine() const { return {mean_f.data(), factor.data(), shift_copy.data()}; }
  void update_running(float* mean, float* variance, int64_t* batches, int64_t count) const;

  int64_t channels;
  bool training;
  std::vector<double> mean, variance, first, second;
  std::vector<float> mean_f, factor, shift_copy, one, two;  // copies: backward needs those of its pass, whatever has become of the weights
  std::vector<double> inverse;
};

}  // namespace trunk
