#include "graph.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace trunk {
namespace {
void require(bool holds, std::string const& what) {
  if (!holds) throw std::invalid_argument(what);
}
}  // namespace

Graph::Graph(nad_trunk_op const* o, int32_t op_count, nad_trunk_output const* out, int32_t output_count, int32_t n,
             Shape image)
    : batch(n), ops(o, o + op_count), outputs(out, out + output_count), shapes{image} {
  require(n > 0 && image.channels > 0 && image.height > 0 && image.width > 0, "a trunk needs images");
  last_use.assign(ops.size() + 1, -1);
  uses.assign(ops.size() + 1, 0);
  for (int i = 0; i < op_count; i++) {
    nad_trunk_op const& op = ops[i];
    std::string const here = "operation " + std::to_string(i);
    require(op.a >= 0 && op.a <= i && op.b >= -1 && op.b <= i && op.b != 0, here + " reads a value that does not exist yet");
    Shape s = shapes[op.a];
    if (op.kind == NAD_TRUNK_CONV) {
      require(op.channels > 0 && op.channels % 16 == 0, here + ": channels must be a multiple of 16");
      require(op.kernel > 0 && op.kernel % 2 == 1 && op.stride > 0, here + ": kernel must be odd and stride positive");
      int64_t const pad = op.kernel / 2;
      s = {op.channels, (s.height + 2 * pad - op.kernel) / op.stride + 1, (s.width + 2 * pad - op.kernel) / op.stride + 1};
      if (op.b >= 0) {
        Shape const& t = shapes[op.b];
        require(t.channels == s.channels && t.height == s.height && t.width == s.width, here + " adds another shape");
      }
    } else {
      require(op.kind == NAD_TRUNK_NORM_RELU && op.a > 0 && op.b < 0, here + " is of an unknown kind");
    }
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
