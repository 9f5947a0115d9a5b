// A normalisation with ReLU of one block of channels, in registers.
#pragma once
#include "kernels.h"
#include "vectors.h"

namespace trunk {

struct Lanes {
  Floats mean, factor, shift;
};

SIMD_INLINE Lanes lanes(Affine const& f, int64_t block) {
  return {load(f.mean + block * kBlock), load(f.factor + block * kBlock), load(f.shift + block * kBlock)};
}

SIMD_INLINE Floats affine(Floats x, Lanes const& l) { return l.factor * (x - l.mean) + l.shift; }

SIMD_INLINE Floats affine_relu(Floats x, Lanes const& l) {
  Floats const z = affine(x, l), zero{};
  return z > zero ? z : zero;
}

}  // namespace trunk
