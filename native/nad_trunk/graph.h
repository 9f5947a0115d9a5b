// What is to be computed: operations with checked shapes, before anything is allocated.
#pragma once
#include <cstdint>
#include <vector>

#include "nad_trunk.h"

namespace trunk {

struct Shape {
  int64_t channels, height, width;
  int64_t area() const { return height * width; }
};

struct Graph {
  Graph(nad_trunk_op const* ops, int32_t op_count, nad_trunk_output const* outputs, int32_t output_count, int32_t batch,
        Shape image);

  // Whether value 0 lies in blocks of channels, as every other does, and has a gradient; else it lies in planes.
  bool blocked() const { return shapes[0].channels % 16 == 0; }

  int64_t batch;
  std::vector<nad_trunk_op> ops;
  std::vector<nad_trunk_output> outputs;
  std::vector<Shape> shapes;  // of every value
  std::vector<int> last_use;  // of every value: index of the last operation that reads it; -1 where none does
  std::vector<int> uses;      // of every value: how many operations and outputs read it
};

}  // namespace trunk
