// A node of libtorch's graph whose gradients are computed by somebody else.
#include <vector>

#include <ATen/ATen.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>

#include "guarded.h"
#include "nad_bridge.h"

namespace {
using torch::autograd::variable_list;

// Where the elements of a gradient lie: as those of its tensor.
struct Place {
  explicit Place(at::Tensor const& t) : sizes(t.sizes().vec()), strides(t.strides().vec()), options(t.options()) {}
  at::Tensor empty() const { return at::empty_strided(sizes, strides, options); }
  at::Tensor arrange(at::Tensor const& t) const { return t.strides() == at::IntArrayRef(strides) ? t : empty().copy_(t); }

  std::vector<int64_t> sizes, strides;
  at::TensorOptions options;
};

struct ForeignNode final : torch::autograd::Node {
  ForeignNode(nad_backward_function b, nad_release_function r, void* c) : backward(b), release(r), context(c) {}
  ~ForeignNode() override { release_variables(); }

  variable_list apply(variable_list&& gradients) override {
    at::NoGradGuard no_grad;
    TORCH_CHECK(context, "the graph of this step was used up: its activations are gone");
    variable_list arranged(outputs.size()), results;
    std::vector<void const*> from(outputs.size(), nullptr);
    for (size_t i = 0; i < outputs.size(); i++) {
      if (!gradients[i].defined()) continue;
      arranged[i] = outputs[i].arrange(gradients[i]);
      from[i] = arranged[i].data_ptr();
    }
    std::vector<void*> to;
    for (Place const& input : inputs) {
      results.push_back(input.empty());
      to.push_back(results.back().data_ptr());
    }
    TORCH_CHECK(backward(context, from.data(), to.data()) == 0, nad::last_error());
    return results;
  }

  void release_variables() override {
    if (context) release(context);
    context = nullptr;
  }

  std::vector<Place> outputs, inputs;
  nad_backward_function backward;
  nad_release_function release;
  void* context;
};
}  // namespace

int32_t nad_attach_backward(nad_tensor const* outputs, int32_t output_count, nad_tensor const* inputs, int32_t input_count,
                            nad_backward_function backward, nad_release_function release, void* context) {
  return nad::guarded([&] {
    std::shared_ptr<ForeignNode> node(new ForeignNode(backward, release, context), torch::autograd::deleteNode);
    variable_list in;
    for (int32_t i = 0; i < input_count; i++) {
      in.push_back(*static_cast<at::Tensor*>(inputs[i]));
      node->inputs.emplace_back(in.back());
    }
    node->set_next_edges(torch::autograd::collect_next_edges(in));
    for (int32_t i = 0; i < output_count; i++) {
      at::Tensor& t = *static_cast<at::Tensor*>(outputs[i]);
      node->outputs.emplace_back(t);
      torch::autograd::set_history(t, node);
    }
  });
}
