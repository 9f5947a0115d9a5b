// What belongs to the process or the thread: errors, versions, devices, threads, seeds, gradients.
#include "nad_bridge.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/version.h>

#include "guarded.h"

std::string& nad::last_error() {
  thread_local std::string text;
  return text;
}

char const* nad_last_error(void) { return nad::last_error().c_str(); }

int32_t nad_abi(void) { return NAD_BRIDGE_ABI; }

char const* nad_torch_version(void) { return TORCH_VERSION; }

int32_t nad_cuda_devices(void) {
  int32_t count = 0;
  nad::guarded([&] {
    if (at::hasCUDA()) count = static_cast<int32_t>(at::getNumGPUs());
  });
  return count;
}

int32_t nad_gradients(nad_tensor const* outputs, int32_t output_count, nad_tensor const* inputs, int32_t input_count,
                      int32_t keep_graph, nad_tensor* results) {
  return nad::guarded([&] {
    auto gather = [](nad_tensor const* handles, int32_t count) {
      std::vector<at::Tensor> list;
      list.reserve(count);
      for (int32_t i = 0; i < count; i++) list.push_back(*static_cast<at::Tensor*>(handles[i]));
      return list;
    };
    auto gradients = torch::autograd::grad(gather(outputs, output_count), gather(inputs, input_count),
                                           /*grad_outputs=*/{}, /*retain_graph=*/keep_graph != 0,
                                           /*create_graph=*/false, /*allow_unused=*/true);
    for (int32_t i = 0; i < input_count; i++)
      results[i] = gradients[i].defined() ? new at::Tensor(std::move(gradients[i])) : nullptr;
  });
}

int32_t nad_grad_mode(int32_t enabled, int32_t* previous) {
  return nad::guarded([&] {
    *previous = c10::GradMode::is_enabled();
    c10::GradMode::set_enabled(enabled != 0);
  });
}

int32_t nad_grad_enabled(void) { return c10::GradMode::is_enabled(); }

void nad_set_error(char const* text) { nad::last_error() = text; }

int32_t nad_set_threads(int32_t count) {
  return nad::guarded([&] { at::set_num_threads(count); });
}

int32_t nad_get_threads(int32_t* count) {
  return nad::guarded([&] { *count = at::get_num_threads(); });
}
