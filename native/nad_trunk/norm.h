// Batch normalisation, where asked for with a sum and ReLU, on our own kernels: statistics exact to a float's last bits, where oneDNN's and
// libtorch's (channels last) are off by 3e-6, which the gradients of a deep network multiply by ten.
#pragma once
#include <vector>

#include "kernels.h"
#include "nad_trunk.h"

namespace trunk {

class Norm {
 public:
  Norm(nad_trunk_op const& op, int64_t channels, bool training);
  Norm(Norm const&) = delete;
  // buffers: running mean, running variance, number of batches. Without a result only `affine` is computed, which makes it. sum: what is
  // added before the ReLU, or null.
  void forward(Maps source, void* result, void const* sum, float const* scale, float const* shift, void* const* buffers);
  // result_gradient: where there is a sum, already cut where the result is 0. The other two in training alone.
  void backward(Maps gradient, void const* source, void const* result_gradient, float* scale_gradient, float* shift_gradient,
      bool accumulate);
  Affine const& affine() const { return made; }  // of the last forward
  bool rectifies_alone() const { return relu; }   // what a convolution can make as it reads

 private:
  void update_running(float* mean, float* variance, int64_t* batches, int64_t count) const;

  int64_t channels;
  bool training, relu;  // relu: of the normalisation alone
  double epsilon, momentum;
  std::vector<double> mean, variance, first, second;
  std::vector<float> mean_f, factor, shift_copy, one, two;  // copies: backward needs those of its pass, whatever has become of the weights
  std::vector<double> inverse;
  Affine made;
};

}  // namespace trunk
