// One convolution in both directions: by Winograd's algorithm where it serves, else oneDNN's primitives, with the memory that they keep
// between them.
#pragma once
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "graph.h"
#include "onednn.h"
#include "winograd.h"

namespace trunk {

bool processor_serves();  // the registers that this library was built for

using Arguments = std::unordered_map<int, dnnl::memory>;

// What all layers of a trunk share.
struct Context {
  Context(int32_t flags, int64_t batch);
  dnnl::memory::desc maps(Shape const& s) const;         // blocked activations
  dnnl::memory make(dnnl::memory::desc const& d) const { return {d, engine}; }
  dnnl::memory at(dnnl::memory::desc const& d, void const* address) const { return {d, engine, const_cast<void*>(address)}; }
  dnnl::primitive_attr attributes() const;               // scratch memory is ours: one block serves all primitives
  void need(dnnl::memory::desc const& scratch);
  float* scratch_floats() const { return static_cast<float*>(scratch.get_data_handle()); }
  void run(dnnl::primitive const& p, Arguments a);
  void reorder(dnnl::memory from, dnnl::memory to);

  bool keeps() const { return training || frozen; }      // what backward will need

  bool training, frozen, bf16, winograd;
  int64_t batch;
  dnnl::engine engine;
  dnnl::stream stream;
  dnnl::memory::data_type type;
  dnnl::memory::format_tag blocked;

 private:
  size_t scratch_bytes = 0;
  dnnl::memory scratch;
};

class Conv {
 public:
  // accumulate: the result is added to what its memory holds. of_image: the source lies in planes. input_gradient: backward_input will be
  // called.
  Conv(Context& context, dnnl::memory::desc const& source, Shape in, Shape out, int kernel, int stride, bool accumulate, bool of_image,
       bool input_gradient);
  void load(Context& c, float const* weights);           // O x k x k x I; does nothing where they are the last ones
  // Whether sources may be given with a normalisation, and any map as residual. The image lies in planes, which Winograd's algorithm does
  // not read.
  static bool fuses(Context const& context, bool of_image, Shape const& in, Shape const& out, int kernel, int stride);
  void forward(Context& c, dnnl::memory const& source, Affine const* normalise, dnnl::memory const& result, dnnl::memory const* residual);
  void backward_input(Context& c, dnnl::memory const& result_gradient, dnnl::memory const& source_gradient);
  void backward_weights(Context& c, dnnl::memory const& source, Affine const* normalise, dnnl::memory const& result_gradient,
      float* gradient);

 private:
  void make_primitives(Context& context, dnnl::memory::desc const& source, Shape in, Shape out, int kernel, int stride,
      bool input_gradient);

  // From the user's layout to a primitive's; some of oneDNN's reorders start from planes alone.
  class Layout {
   public:
    void prepare(Context& c, dnnl::memory::desc const& user, dnnl::memory::desc const& wanted);
    void fill(Context& c, dnnl::memory const& user) const;
    explicit operator bool() const { return static_cast<bool>(memory); }
    dnnl::memory memory;

   private:
    dnnl::memory planes;
    dnnl::primitive first, second;
  };

  bool accumulate;
  std::vector<float> loaded;
  std::unique_ptr<Winograd> winograd;
  dnnl::memory::desc user;
  Layout weights, weights_backward;
  dnnl::memory weights_gradient;
  dnnl::primitive from_gradient;
  dnnl::primitive run_forward, run_input, run_weights;
};

}  // namespace trunk
