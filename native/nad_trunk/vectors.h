// Sixteen channels of one pixel at a time; float or bfloat16 in memory, float in registers.
#pragma once
#include <cstdint>
#include <cstring>

// Blocks of 16 channels are one AVX-512 register; a processor without has no trunk.
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq")))
#define AVX512_INLINE inline __attribute__((always_inline)) AVX512

namespace trunk {

constexpr int kBlock = 16;
using Half = uint16_t;  // the upper half of a float

typedef float Floats __attribute__((vector_size(64)));
typedef double Doubles __attribute__((vector_size(128)));
typedef uint32_t Bits __attribute__((vector_size(64)));
typedef uint16_t Halves __attribute__((vector_size(32)));

AVX512_INLINE Floats load(float const* p) {
  Floats f;
  std::memcpy(&f, p, sizeof f);
  return f;
}

AVX512_INLINE Floats load(Half const* p) {
  Halves h;
  std::memcpy(&h, p, sizeof h);
  return reinterpret_cast<Floats>(__builtin_convertvector(h, Bits) << 16);
}

AVX512_INLINE void store(float* p, Floats f) { std::memcpy(p, &f, sizeof f); }

AVX512_INLINE void store(Half* p, Floats f) {  // to nearest, ties to even
  Bits const bits = reinterpret_cast<Bits>(f);
  Halves const h = __builtin_convertvector((bits + 0x7fff + ((bits >> 16) & 1)) >> 16, Halves);
  std::memcpy(p, &h, sizeof h);
}

AVX512_INLINE float sum(Floats f) {
  float x[kBlock];
  std::memcpy(x, &f, sizeof x);
  for (int half = kBlock / 2; half > 0; half /= 2)
    for (int c = 0; c < half; c++) x[c] += x[c + half];
  return x[0];
}

}  // namespace trunk
