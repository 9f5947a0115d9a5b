#include "winograd.h"

#include <omp.h>

#include <algorithm>

#include "lanes.h"
#include "points.h"

namespace trunk {
namespace {

constexpr int kTiles = 16;      // at a time
constexpr int kSums = kBlock;   // registers that a product is gathered in: half of those that there are
// sums of floats drift: a gradient of weights is gathered over so many groups of tiles, and then added to the whole
constexpr int kRun = 16;

// Where a tile lies, of all tiles of all images in their order.
struct Place {
  int64_t height, width, image, y, x;
  Place(int64_t t, int64_t h, int64_t w)
      : height(h), width(w), image(t / (h * w / (kTile * kTile))), y(t / (w / kTile) % (h / kTile) * kTile), x(t % (w / kTile) * kTile) {}
  void next() {  // without divisions, which cost as much as a tile's sums
    if ((x += kTile) < width) return;
    x = 0;
    if ((y += kTile) < height) return;
    y = 0;
    image++;
  }
};

template <bool Normalise>
SIMD_INLINE Floats pixel(float const* p, Lanes const& l) { return Normalise ? affine_relu(load(p), l) : load(p); }

// One block of channels of one tile: 6x6 pixels from (y - 1, x - 1), zero outside of the map, to its points, `stride` floats apart. Where a
// normalisation is given, the pixels are normalised and cut at 0 as they are read.
template <bool Normalise>
SIMD void gather_tile(float const* map, int64_t height, int64_t width, int64_t y, int64_t x, float* points, int64_t stride, Affine const* f,
    int64_t block) {
  Floats half[kPatch][kPatch], d[kPatch];
  Lanes const l = Normalise ? lanes(*f, block) : Lanes{};
  bool const above = y > 0, below = y + kTile < height;
  for (int j = 0; j < kPatch; j++) {
    int64_t const column = x - 1 + j;
    if (column < 0 || column >= width) {
      for (int i = 0; i < kPatch; i++) half[i][j] = Floats{};
      continue;
    }
    float const* p = map + ((y - 1) * width + column) * kBlock;
    int64_t const row = width * kBlock;
    d[0] = above ? pixel<Normalise>(p, l) : Floats{};
    for (int i = 1; i <= kTile; i++) d[i] = pixel<Normalise>(p + i * row, l);
    d[5] = below ? pixel<Normalise>(p + 5 * row, l) : Floats{};
    if (j > 1) for (int i = 0; i < kPatch; i++) __builtin_prefetch(p + i * row + kTile * kBlock);
    to_points(d);
    for (int i = 0; i < kPatch; i++) half[i][j] = d[i];
  }
  for (int i = 0; i < kPatch; i++) {
    for (int j = 0; j < kPatch; j++) d[j] = half[i][j];
    to_points(d);
    for (int j = 0; j < kPatch; j++) store(points + (i * kPatch + j) * stride, d[j]);
  }
}

// residual: where given, what is added, at the same place of another map or of this one.
SIMD void scatter_tile(float const* points, int64_t stride, float* map, float const* residual, int64_t width) {
  Floats half[kTile][kPatch], m[kPatch], y[kTile];
  for (int j = 0; j < kPatch; j++) {
    for (int i = 0; i < kPatch; i++) m[i] = load(points + (i * kPatch + j) * stride);
    from_points(m, y);
    for (int i = 0; i < kTile; i++) half[i][j] = y[i];
  }
  for (int i = 0; i < kTile; i++) {
    int64_t const row = i * width * kBlock;
    from_points(half[i], y);
    for (int j = 0; j < kTile; j++) store(map + row + j * kBlock, residual ? load(residual + row + j * kBlock) + y[j] : y[j]);
  }
}

SIMD void gather_gradient(float const* map, int64_t width, float* points, int64_t stride) {
  Floats half[kPatch][kTile], y[kTile], m[kPatch];
  for (int j = 0; j < kTile; j++) {
    for (int i = 0; i < kTile; i++) y[i] = load(map + (i * width + j) * kBlock);
    gradient_to_points(y, m);
    for (int i = 0; i < kPatch; i++) half[i][j] = m[i];
  }
  for (int i = 0; i < kPatch; i++) {
    gradient_to_points(half[i], m);
    for (int j = 0; j < kPatch; j++) store(points + (i * kPatch + j) * stride, m[j]);
  }
}

// All matrices at the points lie as [point][block of channels][row][lane], where a row is a tile or a channel of the other side. The points
// of tiles are one line further apart than they need: with a power of two between them all would fall into the same few places of the
// cache.
int64_t tile_stride(int64_t channels) { return kTiles * channels + kLine; }

// result[r] (+)= sum over depth of left(r, d) right[d], for Rows rows of Blocks blocks, in registers. left(r, d) is left[r * Row + d *
// Step], from block to block of the depth left_block further.
template <int Rows, int Blocks, int Row, int Step, bool Add>
SIMD_INLINE void product(float const* left, int64_t left_block, float const* right, int64_t right_block, int64_t depth, float* result,
    int64_t result_block) {
  Floats sum[Rows][Blocks];
#pragma GCC unroll 16
  for (int r = 0; r < Rows; r++)
#pragma GCC unroll 2
    for (int k = 0; k < Blocks; k++) sum[r][k] = Add ? load(result + k * result_block + r * kBlock) : Floats{};
  for (int64_t n = 0; n < depth; n += kBlock, left += left_block) {
    for (int d = 0; d < kBlock; d++, right += kBlock) {
      Floats part[Blocks];
#pragma GCC unroll 2
      for (int k = 0; k < Blocks; k++) part[k] = load(right + k * right_block);
#pragma GCC unroll 16
      for (int r = 0; r < Rows; r++)
#pragma GCC unroll 2
        for (int k = 0; k < Blocks; k++) sum[r][k] += left[r * Row + d * Step] * part[k];
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < Rows; r++)
#pragma GCC unroll 2
    for (int k = 0; k < Blocks; k++) store(result + k * result_block + r * kBlock, sum[r][k]);
}

// Two blocks of results share what is read of the left; an odd number of blocks goes one by one.
bool in_pairs(int64_t channels) { return channels % (2 * kBlock) == 0; }

// products[point][tile][channel of `to`] = tiles[point][tile] weights[point]
template <int Blocks>
SIMD void multiply(float const* tiles, int64_t from, float const* weights, float* products, int64_t to) {
  constexpr int kRows = kSums / Blocks;
  for (int p = 0; p < kPoints; p++)
    for (int64_t k = 0; k < to; k += Blocks * kBlock)
      for (int t = 0; t < kTiles; t += kRows)
        product<kRows, Blocks, kBlock, 1, false>(tiles + p * tile_stride(from) + t * kBlock, kTiles * kBlock, weights + (p * to + k) * from,
            from * kBlock, from,
                                                 products + p * tile_stride(to) + k * kTiles + t * kBlock, kTiles * kBlock);
}

// sums[point][channel of the source][channel of the result] += over the tiles
template <int Blocks>
SIMD void multiply_gradient(float const* tiles, int64_t in, float const* gradients, int64_t out, float* sums) {
  constexpr int kRows = kSums / Blocks;
  for (int p = 0; p < kPoints; p++)
    for (int64_t k = 0; k < out; k += Blocks * kBlock)
      for (int64_t c = 0; c < in; c += kRows)
        product<kRows, Blocks, 1, kBlock, true>(tiles + p * tile_stride(in) + c / kBlock * kTiles * kBlock + c % kBlock, kBlock * kBlock,
            gradients + p * tile_stride(out) + k * kTiles,
                                                kTiles * kBlock, kTiles, sums + (p * out + k) * in + c * kBlock, in * kBlock);
}

SIMD void empty(float* from, float* into, int64_t count) {
  for (int64_t i = 0; i < count; i += kBlock) {
    store(into + i, load(into + i) + load(from + i));
    store(from + i, Floats{});
  }
}

// The places of tiles that there are not.
void clear(float* tiles, int64_t channels, int64_t count) {
  for (int p = 0; p < kPoints; p++)
    for (int64_t c = 0; c < channels; c += kBlock)
      std::fill_n(tiles + p * tile_stride(channels) + c * kTiles + count * kBlock, (kTiles - count) * kBlock, 0.0f);
}

// planes: [3][3][source channel][result channel]
SIMD void weights_to_points(float const* planes, int64_t from, int64_t to, float* points, int threads) {
#pragma omp parallel for schedule(static) num_threads(threads)
  for (int64_t c = 0; c < from; c++) {
    for (int64_t k = 0; k < to; k += kBlock) {
      Floats w[3], half[kPatch][3], u[kPatch];
      for (int x = 0; x < 3; x++) {
        for (int y = 0; y < 3; y++) w[y] = load(planes + ((y * 3 + x) * from + c) * to + k);
        kernel_to_points(w, u);
        for (int i = 0; i < kPatch; i++) half[i][x] = u[i];
      }
      for (int i = 0; i < kPatch; i++) {
        kernel_to_points(half[i], u);
        for (int j = 0; j < kPatch; j++) store(points + ((i * kPatch + j) * to + k) * from + c * kBlock, u[j]);
      }
    }
  }
}

SIMD void weights_from_points(float const* points, int64_t in, int64_t out, float* planes, int threads) {
#pragma omp parallel for schedule(static) num_threads(threads)
  for (int64_t c = 0; c < in; c++) {
    for (int64_t k = 0; k < out; k += kBlock) {
      Floats u[kPatch], half[3][kPatch], w[3];
      for (int j = 0; j < kPatch; j++) {
        for (int i = 0; i < kPatch; i++) u[i] = load(points + ((i * kPatch + j) * out + k) * in + c * kBlock);
        kernel_from_points(u, w);
        for (int y = 0; y < 3; y++) half[y][j] = w[y];
      }
      for (int y = 0; y < 3; y++) {
        kernel_from_points(half[y], w);
        for (int x = 0; x < 3; x++) store(planes + ((y * 3 + x) * in + c) * out + k, w[x]);
      }
    }
  }
}
}  // namespace

bool Winograd::serves(Shape const& in, Shape const& out, int kernel, int stride) {
  return kernel == 3 && stride == 1 && in.channels % kBlock == 0 && out.channels % kBlock == 0 && in.height % kTile == 0
      && in.width % kTile == 0;
}

Winograd::Winograd(int64_t n, Shape const& s, int64_t out_channels, bool t, bool input_gradient)
    : threads(omp_get_max_threads()), training(t), batch(n), height(s.height), width(s.width), in(s.channels), out(out_channels),
        weights(kPoints * in * out / kLine),
      weights_backward(input_gradient ? weights.size() : 0) {}

// Of each thread its tiles, and in training its part of the gradient twice; then the kernels in another order.
static int64_t thread_scratch(int64_t in, int64_t out, bool training) {
  return kPoints * (tile_stride(in) + tile_stride(out) + (training ? 2 * in * out : 0));
}

int64_t Winograd::scratch() const { return threads * thread_scratch(in, out, training) + (training ? 9 * in * out : 0); }

float* Winograd::of_thread(float* scratch) const { return scratch + omp_get_thread_num() * thread_scratch(in, out, training); }

void Winograd::load(float const* w) {
  Lines planes(9 * in * out / kLine);
  float* const p = planes.data()->values;
#pragma omp parallel for schedule(static) num_threads(threads)
  for (int k = 0; k < 9; k++)
    for (int64_t o = 0; o < out; o++)
      for (int64_t i = 0; i < in; i++) p[(k * in + i) * out + o] = w[(o * 9 + k) * in + i];
  weights_to_points(p, in, out, weights.data()->values, threads);
  if (weights_backward.empty()) return;
  for (int64_t o = 0; o < out; o++)
    for (int k = 0; k < 9; k++) std::copy_n(w + (o * 9 + k) * in, in, p + ((8 - k) * out + o) * in);
  weights_to_points(p, out, in, weights_backward.data()->values, threads);
}

void Winograd::gather(float const* source, int64_t channels, int64_t first, int64_t count, float* tiles, Affine const* normalise) const {
  auto const gather = normalise ? gather_tile<true> : gather_tile<false>;
  Place at(first, height, width);
  for (int64_t t = 0; t < count; t++, at.next()) {
    for (int64_t c = 0; c < channels; c += kBlock)
      gather(source + (at.image * channels + c) * height * width, height, width, at.y, at.x, tiles + c * kTiles + t * kBlock,
          tile_stride(channels), normalise, c / kBlock);
  }
}

void Winograd::convolve(float* scratch, float const* source, int64_t from, Affine const* normalise, Lines const& points, float* result,
    int64_t to, float const* residual) const {
  int64_t const all = batch * (height / kTile) * (width / kTile);
  auto const product_of = in_pairs(to) ? multiply<2> : multiply<1>;
#pragma omp parallel num_threads(threads)
  {
    float* const mine = of_thread(scratch);
    float* const products = mine + kPoints * tile_stride(from);
#pragma omp for schedule(static)
    for (int64_t first = 0; first < all; first += kTiles) {
      int64_t const count = std::min<int64_t>(kTiles, all - first);
      gather(source, from, first, count, mine, normalise);
      product_of(mine, from, points.data()->values, products, to);
      Place at(first, height, width);
      for (int64_t t = 0; t < count; t++, at.next()) {
        for (int64_t k = 0; k < to; k += kBlock) {
          int64_t const corner = (at.image * to + k) * height * width + (at.y * width + at.x) * kBlock;
          scatter_tile(products + k * kTiles + t * kBlock, tile_stride(to), result + corner, residual ? residual + corner : nullptr, width);
        }
      }
    }
  }
}

void Winograd::forward(float* scratch, float const* source, Affine const* normalise, float* result, float const* residual) const {
  convolve(scratch, source, in, normalise, weights, result, out, residual);
}

void Winograd::backward_input(float* scratch, float const* dy, float* dx) const {
  convolve(scratch, dy, out, nullptr, weights_backward, dx, in, nullptr);
}

void Winograd::backward_weights(float* scratch, float const* source, Affine const* normalise, float const* dy, float* gradient) const {
  int64_t const all = batch * (height / kTile) * (width / kTile), area = height * width, size = kPoints * in * out,
      apart = thread_scratch(in, out, training);
  auto const add_products = in_pairs(out) ? multiply_gradient<2> : multiply_gradient<1>;
  float* const sums = scratch + apart - 2 * size;  // of the first thread
  int used = 1;
#pragma omp parallel num_threads(threads)
  {
#pragma omp single
    used = omp_get_num_threads();
    float* const mine = of_thread(scratch);
    float* const gradients = mine + kPoints * tile_stride(in);
    float* const whole = gradients + kPoints * tile_stride(out);
    float* const part = whole + size;
    std::fill_n(whole, 2 * size, 0.0f);
    int run = 0;
#pragma omp for schedule(static)
    for (int64_t first = 0; first < all; first += kTiles) {
      int64_t const count = std::min<int64_t>(kTiles, all - first);
      gather(source, in, first, count, mine, normalise);
      Place at(first, height, width);
      for (int64_t t = 0; t < count; t++, at.next())
        for (int64_t k = 0; k < out; k += kBlock)
          gather_gradient(dy + (at.image * out + k) * area + (at.y * width + at.x) * kBlock, width, gradients + k * kTiles + t * kBlock,
              tile_stride(out));
      if (count < kTiles) {
        clear(mine, in, count);
        clear(gradients, out, count);
      }
      add_products(mine, in, gradients, out, part);
      if (++run % kRun == 0) empty(part, whole, size);
    }
    empty(part, whole, size);
  }
  for (int t = 1; t < used; t++) empty(sums + t * apart, sums, size);
  float* const planes = scratch + threads * apart;
  weights_from_points(sums, in, out, planes, threads);
#pragma omp parallel for schedule(static) num_threads(threads)
  for (int k = 0; k < 9; k++)
    for (int64_t o = 0; o < out; o++)
      for (int64_t i = 0; i < in; i++) gradient[(o * 9 + k) * in + i] = planes[(k * in + i) * out + o];
}

}  // namespace trunk
