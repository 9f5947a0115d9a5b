// The C interface: every exception becomes a status and a text.
#include <exception>
#include <string>

#include "trunk.h"

namespace {
thread_local std::string last_error;

template <typename Body>
int32_t guarded(Body&& body) noexcept {
  try {
    body();
    return 0;
  } catch (dnnl::error const& e) {
    last_error = std::string("oneDNN: ") + e.what();
  } catch (std::exception const& e) {
    last_error = e.what();
  } catch (...) {
    last_error = "an exception of unknown type";
  }
  return 1;
}

trunk::Trunk& self(nad_trunk handle) { return *static_cast<trunk::Trunk*>(handle); }
}  // namespace

int32_t nad_trunk_abi(void) { return NAD_TRUNK_ABI; }

char const* nad_trunk_last_error(void) { return last_error.c_str(); }

char const* nad_trunk_version(void) {
  static std::string const version = [] {
    dnnl_version_t const* v = dnnl_version();
    return std::to_string(v->major) + "." + std::to_string(v->minor) + "." + std::to_string(v->patch);
  }();
  return version.c_str();
}

int32_t nad_trunk_processor(void) {
  if (!trunk::processor_serves()) return 0;
  return trunk::kBlock == 8 ? 1 : __builtin_cpu_supports("avx512bf16") ? 3 : 2;
}

int32_t nad_trunk_create(nad_trunk_op const* ops, int32_t op_count, nad_trunk_output const* outputs, int32_t output_count,
                         int32_t batch, int32_t channels, int32_t height, int32_t width, int32_t flags, nad_trunk* result) {
  return guarded([&] {
    trunk::Graph graph(ops, op_count, outputs, output_count, batch, {channels, height, width});
    *result = new trunk::Trunk(std::move(graph), flags);
  });
}

void nad_trunk_free(nad_trunk handle) { delete static_cast<trunk::Trunk*>(handle); }

int32_t nad_trunk_forward(nad_trunk handle, float const* image, float const* const* parameters, void* const* buffers,
    float* const* outputs) {
  return guarded([&] { self(handle).forward(image, parameters, buffers, outputs); });
}

int32_t nad_trunk_backward(nad_trunk handle, float const* const* output_gradients, float* const* parameter_gradients,
    float* image_gradient) {
  return guarded([&] { self(handle).backward(output_gradients, parameter_gradients, image_gradient); });
}
