// The graph with its memory: runs forward, and backward over what forward left behind.
#pragma once
#include <memory>
#include <vector>

#include "conv.h"
#include "kernels.h"
#include "norm.h"

namespace trunk {

class Trunk {
 public:
  Trunk(Graph graph, int32_t flags);
  void forward(float const* image, float const* const* parameters, void* const* buffers, float* const* outputs);
  void backward(float const* const* output_gradients, float* const* parameter_gradients, float* image_gradient);

 private:
  struct Step {
    std::unique_ptr<Conv> conv;
    std::unique_ptr<Norm> norm;
    int parameter = 0, buffer = 0;  // its first
    bool fuses = false;             // a convolution that normalises as it reads and adds as it writes
    bool as_read = false;           // a normalisation that is nowhere stored: only such convolutions read it
    bool sum_in_place = false;      // nobody else reads the value that is added: its memory becomes the result's
  };

  void run(float const* image, float const* const* parameters, void* const* buffers, float* const* outputs);
  int64_t floats_per_image(nad_trunk_output const& output) const;
  void make_steps();
  void place_values();
  bool in_blocks(int value) const { return value > 0 || graph.blocked(); }
  bool has_gradient(int value) const { return in_blocks(value) || context.frozen; }
  int stored(int value) const;      // the value in whose memory it lies
  Affine const* as_read(int value) const;
  void write_outputs(int value, float const* squared, float* const* outputs);
  float* squares_of(int value, float* const* outputs) const;
  void add_output_gradients(int value, float const* const* output_gradients);
  void zero_gradients(int step, float* const* parameter_gradients) const;
  template <typename Fill>
  void accumulate(int value, Fill&& fill);
  void hand_on(int from, int to);
  Maps maps(int value, dnnl::memory const& m) const;
  dnnl::memory::desc plain(int value) const;
  dnnl::memory take(int value);
  void give(dnnl::memory& m);

  Graph graph;    // of as many images as go through at once
  int64_t batch;
  Context context;
  std::vector<Step> steps;
  dnnl::memory image;                       // of the trunk's type: in blocks, or else channels first
  std::vector<dnnl::memory> values;         // of each value
  std::vector<dnnl::memory> owned;          // what the values lie in; in inference several share one
  std::vector<dnnl::memory> gradients;      // of each value during backward; empty where nothing has come in yet
  std::vector<dnnl::memory> gradient_blocks;
  std::vector<void*> free_gradients;
};

}  // namespace trunk
