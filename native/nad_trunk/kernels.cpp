#include "kernels.h"

#include <algorithm>
#include <vector>

#include "lanes.h"

namespace trunk {
namespace {
// Runs body(pointer to block b of image n, n, b, its offset in elements) for all blocks in parallel. What a block computes does not depend
// on who else computes, so the number of threads changes no bit.
template <typename T, typename Body>
void each_block(Maps const& m, Body&& body) {
  int64_t const size = m.area * kBlock;
#pragma omp parallel for schedule(static)
  for (int64_t k = 0; k < m.batch * m.blocks; k++) body(static_cast<T*>(m.data) + k * size, k / m.blocks, k % m.blocks, k * size);
}

template <typename T, typename Body>
void each_image(Maps const& m, Body&& body) {
  int64_t const size = m.blocks * m.area * kBlock;
#pragma omp parallel for schedule(static)
  for (int64_t n = 0; n < m.batch; n++) body(static_cast<T*>(m.data) + n * size, n, n * size);
}

template <typename T>
T const* at(void const* p, int64_t offset) { return static_cast<T const*>(p) + offset; }

template <typename T>
SIMD void add_block(T* t, T const* o, int64_t area) {
  for (int64_t i = 0; i < area * kBlock; i += kBlock) store(t + i, load(t + i) + load(o + i));
}

template <typename T>
SIMD void square_image(T* t, T const* o, float* squares, int64_t blocks, int64_t area) {
  for (int64_t b = 0; b < blocks; b++) {
    for (int64_t p = 0; p < area; p++) {
      int64_t const i = (b * area + p) * kBlock;
      if (o) store(t + i, load(t + i) + load(o + i));
      Floats const x = load(t + i);
      float const s = sum(x * x);
      squares[p] = b == 0 ? s : squares[p] + s;
    }
  }
}

template <typename T>
SIMD void square_backward_block(T* g, T const* x, float const* d, int64_t area, bool accumulate) {
  for (int64_t p = 0; p < area; p++) {
    Floats const part = (2 * d[p]) * load(x + p * kBlock);
    store(g + p * kBlock, accumulate ? load(g + p * kBlock) + part : part);
  }
}

template <typename T>
SIMD void mean_block(T const* x, float* means, int64_t area) {
  Floats s = load(x);
  for (int64_t p = 1; p < area; p++) s += load(x + p * kBlock);
  store(means, s / static_cast<float>(area));
}

template <typename T>
SIMD void mean_backward_block(T* g, float const* d, int64_t area, bool accumulate) {
  Floats const part = load(d) / static_cast<float>(area);
  for (int64_t p = 0; p < area; p++) store(g + p * kBlock, accumulate ? load(g + p * kBlock) + part : part);
}

// Sums of Float32 drift; every 64 terms they are emptied into doubles.
constexpr int64_t kRun = 64;

SIMD_INLINE void empty(Floats& from, double* into) {
  for (int c = 0; c < kBlock; c++) into[c] += from[c];
  from = Floats{};
}

// Mean and sum of squared distances from it, of one block: the second pass finds the block in the cache.
template <typename T>
SIMD void moments_block(T const* x, double* mean, double* squares, int64_t area) {
  double total[kBlock] = {};
  Floats s{};
  for (int64_t p = 0; p < area; p++) {
    s += load(x + p * kBlock);
    if (p % kRun == kRun - 1) empty(s, total);
  }
  empty(s, total);
  Floats m;
  for (int c = 0; c < kBlock; c++) {
    m[c] = static_cast<float>(total[c] / static_cast<double>(area));
    mean[c] = total[c] / static_cast<double>(area);
    squares[c] = 0;
  }
  for (int64_t p = 0; p < area; p++) {
    Floats const d = load(x + p * kBlock) - m;
    s += d * d;
    if (p % kRun == kRun - 1) empty(s, squares);
  }
  empty(s, squares);
  for (int c = 0; c < kBlock; c++) squares[c] -= static_cast<double>(area) * (mean[c] - m[c]) * (mean[c] - m[c]);
}

template <bool Relu, typename T>
SIMD void affine_block(T const* x, T* y, Affine const& f, int64_t block, int64_t area) {
  Lanes const l = lanes(f, block);
  for (int64_t p = 0; p < area; p++) store(y + p * kBlock, Relu ? affine_relu(load(x + p * kBlock), l) : affine(load(x + p * kBlock), l));
}

template <typename T>
SIMD void affine_add_relu_block(T const* x, T* y, T const* other, Affine const& f, int64_t block, int64_t area) {
  Lanes const l = lanes(f, block);
  Floats const zero{};
  for (int64_t p = 0; p < area; p++) {
    Floats const z = affine(load(x + p * kBlock), l) + load(other + p * kBlock);
    store(y + p * kBlock, z > zero ? z : zero);
  }
}

template <typename T>
SIMD void keep_positive_block(T* g, T const* y, int64_t area) {
  Floats const zero{};
  for (int64_t p = 0; p < area; p++) store(g + p * kBlock, load(y + p * kBlock) > zero ? load(g + p * kBlock) : zero);
}

template <bool Relu, typename T>
SIMD void gradient_sums_block(T const* x, T const* dy, Affine const& f, int64_t block, double* first, double* second, int64_t area) {
  Lanes const l = lanes(f, block);
  Floats const zero{};
  Floats a{}, b{};
  for (int c = 0; c < kBlock; c++) first[c] = second[c] = 0;
  for (int64_t p = 0; p < area; p++) {
    Floats const v = load(x + p * kBlock) - l.mean, g = load(dy + p * kBlock), d = Relu ? (l.factor * v + l.shift > zero ? g : zero) : g;
    a += d;
    b += d * v;
    if (p % kRun == kRun - 1) {
      empty(a, first);
      empty(b, second);
    }
  }
  empty(a, first);
  empty(b, second);
}

template <bool Relu, typename T>
SIMD void affine_backward_block(T* gradient, T const* x, T const* dy, Affine const& f, int64_t block, float const* first,
    float const* second, int64_t area, bool accumulate) {
  Lanes const l = lanes(f, block);
  Floats const one = load(first + block * kBlock), two = load(second + block * kBlock), zero{};
  for (int64_t p = 0; p < area; p++) {
    Floats const v = load(x + p * kBlock) - l.mean, g = load(dy + p * kBlock), d = Relu ? (l.factor * v + l.shift > zero ? g : zero) : g;
    Floats const part = l.factor * ((d - one) - v * two);
    store(gradient + p * kBlock, accumulate ? load(gradient + p * kBlock) + part : part);
  }
}

// Calls f with a null pointer of the element type.
template <typename F>
void typed(Maps const& m, F&& f) {
  if (m.bf16) f(static_cast<Half*>(nullptr));
  else f(static_cast<float*>(nullptr));
}
#define ELEMENT std::remove_pointer_t<decltype(type)>

// Sums blocks over images, in their order.
void gather(Maps const& m, std::vector<double> const& parts, double* result) {
  std::fill_n(result, m.channels(), 0.0);
  for (int64_t n = 0; n < m.batch; n++)
    for (int64_t c = 0; c < m.channels(); c++) result[c] += parts[n * m.channels() + c];
}
}  // namespace

void add(Maps m, void const* other) {
  typed(m, [&](auto* type) {
    using T = ELEMENT;
    each_block<T>(m, [&](T* t, int64_t, int64_t, int64_t o) { add_block(t, at<T>(other, o), m.area); });
  });
}

void add_and_square(Maps m, void const* other, float* squares) {
  typed(m, [&](auto* type) {
    using T = ELEMENT;
    each_image<T>(m, [&](T* t, int64_t n, int64_t o) { square_image(t, at<T>(other, o), squares + n * m.area, m.blocks, m.area); });
  });
}

void square(Maps m, float* squares) {
  typed(m, [&](auto* type) {
    using T = ELEMENT;
    each_image<T>(m, [&](T* t, int64_t n, int64_t) { square_image<T>(t, nullptr, squares + n * m.area, m.blocks, m.area); });
  });
}

void square_backward(Maps m, void const* source, float const* d, bool accumulate) {
  typed(m, [&](auto* type) {
    using T = ELEMENT;
    each_block<T>(m, [&](T* g, int64_t n, int64_t, int64_t o) {
      square_backward_block(g, at<T>(source, o), d + n * m.area, m.area, accumulate);
    });
  });
}

void mean(Maps m, float* means) {
  typed(m, [&](auto* type) {
    using T = ELEMENT;
    each_block<T>(m, [&](T* x, int64_t n, int64_t b, int64_t) { mean_block<T>(x, means + n * m.channels() + b * kBlock, m.area); });
  });
}

void mean_backward(Maps m, float const* d, bool accumulate) {
  typed(m, [&](auto* type) {
    using T = ELEMENT;
    each_block<T>(m, [&](T* g, int64_t n, int64_t b, int64_t) {
      mean_backward_block(g, d + n * m.channels() + b * kBlock, m.area, accumulate);
    });
  });
}

// Chan, Golub and LeVeque 1979: moments of parts, joined.
void statistics(Maps m, double* mean, double* variance) {
  std::vector<double> means(m.batch * m.channels()), squares(means.size()), spread(means.size());
  typed(m, [&](auto* type) {
    using T = ELEMENT;
    each_block<T>(m, [&](T* x, int64_t n, int64_t b, int64_t) {
      int64_t const k = n * m.channels() + b * kBlock;
      moments_block<T>(x, &means[k], &squares[k], m.area);
    });
  });
  gather(m, means, mean);
  for (int64_t c = 0; c < m.channels(); c++) mean[c] /= static_cast<double>(m.batch);
  for (size_t k = 0; k < means.size(); k++) {
    double const d = means[k] - mean[k % m.channels()];
    spread[k] = squares[k] + static_cast<double>(m.area) * d * d;
  }
  gather(m, spread, variance);
  for (int64_t c = 0; c < m.channels(); c++) variance[c] /= static_cast<double>(m.batch * m.area);
}

void affine(Maps m, void* result, Affine f, bool relu) {
  typed(m, [&](auto* type) {
    using T = ELEMENT;
    each_block<T>(m, [&](T* x, int64_t, int64_t b, int64_t o) {
      (relu ? affine_block<true, T> : affine_block<false, T>)(x, static_cast<T*>(result) + o, f, b, m.area);
    });
  });
}

void affine_add_relu(Maps m, void* result, void const* other, Affine f) {
  typed(m, [&](auto* type) {
    using T = ELEMENT;
    each_block<T>(m, [&](T* x, int64_t, int64_t b, int64_t o) {
      affine_add_relu_block<T>(x, static_cast<T*>(result) + o, at<T>(other, o), f, b, m.area);
    });
  });
}

void keep_positive(Maps m, void const* result) {
  typed(m, [&](auto* type) {
    using T = ELEMENT;
    each_block<T>(m, [&](T* g, int64_t, int64_t, int64_t o) { keep_positive_block<T>(g, at<T>(result, o), m.area); });
  });
}

void gradient_sums(Maps m, void const* dy, Affine f, bool relu, double* first, double* second) {
  std::vector<double> a(m.batch * m.channels()), b(a.size());
  typed(m, [&](auto* type) {
    using T = ELEMENT;
    each_block<T>(m, [&](T* x, int64_t n, int64_t k, int64_t o) {
      int64_t const i = n * m.channels() + k * kBlock;
      (relu ? gradient_sums_block<true, T> : gradient_sums_block<false, T>)(x, at<T>(dy, o), f, k, &a[i], &b[i], m.area);
    });
  });
  gather(m, a, first);
  gather(m, b, second);
}

void affine_backward(Maps m, void const* x, void const* dy, Affine f, bool relu, float const* first, float const* second, bool accumulate) {
  typed(m, [&](auto* type) {
    using T = ELEMENT;
    each_block<T>(m, [&](T* g, int64_t, int64_t b, int64_t o) {
      (relu ? affine_backward_block<true, T> : affine_backward_block<false, T>)(g, at<T>(x, o), at<T>(dy, o), f, b, first, second, m.area,
          accumulate);
    });
  });
}

}  // namespace trunk
