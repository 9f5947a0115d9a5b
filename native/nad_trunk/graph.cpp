#include "graph.h"

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <stdexcept>
#include <string>

namespace trunk {
namespace {
void require(bool holds, std::string const& what) {
  if (!holds) throw std::invalid_argument(what);
}

// No map of a batch and no kernel may have more elements. All offsets, sizes in bytes and sums of a few of them then stay far inside of 64
// bits; and oneDNN, which counts some things in 32, is never asked for more.
constexpr int64_t kMostElements = std::numeric_limits<int32_t>::max();

// The factors are at least 1.
bool fits(std::initializer_list<int64_t> factors) {
  int64_t product = 1;
  for (int64_t f : factors) {
    if (f > kMostElements / product) return false;
    product *= f;
  }
  return true;
}

std::vector<nad_trunk_op> list(nad_trunk_op const* ops, int32_t count) {
  require(ops && count > 0, "a trunk needs operations");
  return {ops, ops + count};
}

std::vector<nad_trunk_output> list(nad_trunk_output const* outputs, int32_t count) {
  require(outputs && count > 0, "a trunk needs outputs");
  return {outputs, outputs + count};
}
}  // namespace

Graph::Graph(nad_trunk_op const* o, int32_t op_count, nad_trunk_output const* out, int32_t output_count, int32_t n,
             Shape image)
    : batch(n), ops(list(o, op_count)), outputs(list(out, output_count)), shapes{image} {
  require(n > 0 && image.channels > 0 && image.height > 0 && image.width > 0, "a trunk needs images");
  require(fits({n, image.channels, image.height, image.width}), "the images are too many or too large");
  last_use.assign(ops.size() + 1, -1);
  uses.assign(ops.size() + 1, 0);
  for (int i = 0; i < op_count; i++) {
    nad_trunk_op const& op = ops[i];
    std::string const here = "operation " + std::to_string(i);
    require(op.a >= 0 && op.a <= i && op.b >= -1 && op.b <= i && (op.b != 0 || blocked()), here + " reads a value that does not exist yet");
    Shape s = shapes[op.a];
    if (op.kind == NAD_TRUNK_CONV) {
      require(op.channels > 0 && op.channels % 16 == 0, here + ": channels must be a multiple of 16");
      require(op.kernel > 0 && op.kernel % 2 == 1 && op.stride > 0, here + ": kernel must be odd and stride positive");
      require(fits({op.channels, s.channels, op.kernel, op.kernel}), here + ": the kernel is too large");
      int64_t const pad = op.kernel / 2;
      s = {op.channels, (s.height + 2 * pad - op.kernel) / op.stride + 1, (s.width + 2 * pad - op.kernel) / op.stride + 1};
    } else {
      require(op.kind == NAD_TRUNK_NORM_RELU || (op.kind == NAD_TRUNK_NORM && op.b < 0), here + " is of an unknown kind");
      require(op.a > 0 || blocked(), here + " normalises an image of too few channels");
      require(op.epsilon > 0 && op.epsilon < 1e30 && op.momentum >= 0 && op.momentum <= 1,
          here + ": epsilon must be above 0, and momentum from 0 to 1");
    }
    if (op.b >= 0) {
      Shape const& t = shapes[op.b];
      require(t.channels == s.channels && t.height == s.height && t.width == s.width, here + " adds another shape");
    }
    require(fits({n, s.channels, s.height, s.width}), here + ": the result is too large");
    shapes.push_back(s);
    for (int v : {op.a, op.b}) {
      if (v < 0) continue;
      last_use[v] = std::max(last_use[v], i);
      uses[v]++;
    }
  }
  for (nad_trunk_output const& t : outputs) {
    require(t.value > 0 && t.value <= op_count, "an output names a value that does not exist");
    require(t.form >= NAD_TRUNK_FEATURES && t.form <= NAD_TRUNK_MEANS, "an output is of an unknown form");
    uses[t.value]++;
  }
}

}  // namespace trunk
