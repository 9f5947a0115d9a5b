// As many channels of one pixel at a time as a register holds; float or bfloat16 in memory, float in registers.
#pragma once
#include <cstdint>
#include <cstring>

// A block of channels is one register. The library is built once for each width (CMakeLists.txt), and the program loads the one that its
// processor serves.
#if NAD_TRUNK_LANES == 16
#define SIMD __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq")))
#elif NAD_TRUNK_LANES == 8
#define SIMD __attribute__((target("avx2,fma")))
#else
#error "NAD_TRUNK_LANES: 16 for AVX-512, 8 for AVX2"
#endif
#define SIMD_INLINE inline __attribute__((always_inline)) SIMD

namespace trunk {

constexpr int kBlock = NAD_TRUNK_LANES;
using Half = uint16_t;  // the upper half of a float

typedef float Floats __attribute__((vector_size(4 * kBlock)));
typedef uint32_t Bits __attribute__((vector_size(4 * kBlock)));
typedef uint16_t Halves __attribute__((vector_size(2 * kBlock)));

SIMD_INLINE Floats load(float const* p) {
  Floats f;
  std::memcpy(&f, p, sizeof f);
  return f;
}

SIMD_INLINE Floats load(Half const* p) {
  Halves h;
  std::memcpy(&h, p, sizeof h);
  return reinterpret_cast<Floats>(__builtin_convertvector(h, Bits) << 16);
}

SIMD_INLINE void store(float* p, Floats f) { std::memcpy(p, &f, sizeof f); }

SIMD_INLINE void store(Half* p, Floats f) {  // to nearest, ties to even
  Bits const bits = reinterpret_cast<Bits>(f);
  Halves const h = __builtin_convertvector((bits + 0x7fff + ((bits >> 16) & 1)) >> 16, Halves);
  std::memcpy(p, &h, sizeof h);
}

SIMD_INLINE float sum(Floats f) {
  float x[kBlock];
  std::memcpy(x, &f, sizeof x);
  for (int half = kBlock / 2; half > 0; half /= 2)
    for (int c = 0; c < half; c++) x[c] += x[c + half];
  return x[0];
}

}  // namespace trunk
