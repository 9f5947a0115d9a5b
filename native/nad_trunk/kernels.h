// What lies between the convolutions, on blocked maps (channels in blocks, innermost), as few passes over memory as it takes.
#pragma once
#include <cstdint>

#include "vectors.h"

namespace trunk {

// One batch of maps; bf16 is the upper half of a float.
struct Maps {
  void* data;
  bool bf16;
  int64_t batch, blocks, area;
  int64_t channels() const { return blocks * kBlock; }
};

void add(Maps target, void const* other);                              // target += other
void add_and_square(Maps target, void const* other, float* squares);   // target += other; squares[n][p] = sum over channels of target^2
void square(Maps source, float* squares);                              // squares[n][p] = sum over channels of source^2
void square_backward(Maps gradient, void const* source, float const* d, bool accumulate);  // gradient (+)= 2 source d[n][p]
void mean(Maps source, float* means);                                  // means[n][c]
void mean_backward(Maps gradient, float const* d, bool accumulate);    // gradient (+)= d[n][c] / area

// Mean and biased variance of each channel over images and space, to the last bit or two of a float however large the batch.
void statistics(Maps source, double* mean, double* variance);
// What a normalisation makes of x: z = factor (x - mean) + shift, per channel. Centred first: a rounded offset would shift a whole channel.
struct Affine {
  float const *mean, *factor, *shift;
};

void affine(Maps source, void* result, Affine f, bool relu);           // result = z, or max(0, z) where `relu`
void affine_add_relu(Maps source, void* result, void const* other, Affine f);  // result = max(0, z + other)
void keep_positive(Maps gradient, void const* result);                 // gradient = 0 where result = 0
// With d = dy, or (z > 0) dy where `relu`: first[c] = sum of d, second[c] = sum of d (x - mean).
void gradient_sums(Maps x, void const* dy, Affine f, bool relu, double* first, double* second);
// gradient (+)= factor ((d - first) - (x - mean) second), with the same d
void affine_backward(Maps gradient, void const* x, void const* dy, Affine f, bool relu, float const* first, float const* second,
    bool accumulate);

}  // namespace trunk
