// 3x3 convolutions of stride 1 in float, forward and backward, by Winograd's algorithm F(4x4, 3x3).
#pragma once
#include <cstdint>
#include <vector>

#include "graph.h"
#include "kernels.h"

namespace trunk {

constexpr int kLine = 16;

struct alignas(64) Line {  // of the cache
  float values[kLine];
};

// A tile of 4x4 results needs 6x6 sources. Both are taken to 36 points, where a convolution is a product of matrices:
//   forward    Y  = A' [ (G w G') . (B' x B) ] A          Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, 2016
//   weights    dw = G' [ sum over tiles of (B' x B) (A dy A')' ] G, its derivative
// The gradient of the source is a convolution of dy with w turned by half a circle. A thread takes sixteen tiles at a time from the maps to
// the maps, so that what lies between stays in its cache; oneDNN's own Winograd goes through memory.
class Winograd {
 public:
  static bool serves(Shape const& in, Shape const& out, int kernel, int stride);

  // input_gradient: backward_input will be called; training: backward_weights too.
  Winograd(int64_t batch, Shape const& in, int64_t out_channels, bool training, bool input_gradient);

  int64_t scratch() const;          // floats, on a line of the cache, that the calls below are given; what is left there does not matter
  void load(float const* weights);  // O x 3 x 3 x I
  // normalise: where given, the source is what normalisation and ReLU make of the map, which are computed as it is read. residual: where
  // given, a map that is added to the result, or the result itself.
  void forward(float* scratch, float const* source, Affine const* normalise, float* result, float const* residual) const;
  void backward_input(float* scratch, float const* result_gradient, float* source_gradient) const;
  // O x 3 x 3 x I
  void backward_weights(float* scratch, float const* source, Affine const* normalise, float const* result_gradient, float* gradient) const;

 private:
  using Lines = std::vector<Line>;
  void gather(float const* source, int64_t channels, int64_t first, int64_t count, float* tiles, Affine const* normalise) const;
  void convolve(float* scratch, float const* source, int64_t from, Affine const* normalise, Lines const& points, float* result, int64_t to,
      float const* residual) const;
  float* of_thread(float* scratch) const;

  int threads;
  bool training;
  int64_t batch, height, width, in, out;  // in, out: channels
  Lines weights, weights_backward;        // at the 36 points
};

}  // namespace trunk
