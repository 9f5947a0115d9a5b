// Tensors: create, describe, copy out, free.
#include <algorithm>
#include <cstring>

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include "guarded.h"
#include "nad_bridge.h"

namespace {
at::Tensor& tensor(nad_tensor handle) {
  TORCH_CHECK(handle, "a tensor is missing");
  return *static_cast<at::Tensor*>(handle);
}

// The library takes any number for a type, and looks it up in a table.
bool known(int32_t dtype) {
  return (dtype >= 0 && dtype <= static_cast<int32_t>(at::kDouble)) || dtype == static_cast<int32_t>(at::kBool) ||
         dtype == static_cast<int32_t>(at::kBFloat16);
}

// Of nothing there may be no address.
void copy(void* to, void const* from, int64_t bytes) {
  if (bytes > 0) std::memcpy(to, from, static_cast<size_t>(bytes));
}

// True where the elements fill their block without gaps, in whatever order of dimensions.
bool dense(at::Tensor const& t) { return t.is_non_overlapping_and_dense(); }
}  // namespace

int32_t nad_tensor_create(int32_t dtype, int64_t const* shape, int32_t dims, void const* data, int64_t bytes,
                          nad_tensor* result) {
  return nad::guarded([&] {
    TORCH_CHECK(known(dtype), "elements of type ", dtype, " are not known");
    TORCH_CHECK(dims >= 0 && dims <= NAD_MAX_DIMS, "0 to ", NAD_MAX_DIMS, " dimensions are handled, found ", dims);
    auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype));
    at::IntArrayRef sizes(shape, dims);
    at::Tensor t = data ? at::empty(sizes, options) : at::zeros(sizes, options);
    if (data) {
      TORCH_CHECK(static_cast<int64_t>(t.nbytes()) == bytes, "a tensor of ", t.nbytes(), " bytes was given ", bytes);
      copy(t.data_ptr(), data, bytes);
    }
    *result = new at::Tensor(std::move(t));
  });
}

int32_t nad_tensor_free(nad_tensor handle) {
  return nad::guarded([&] { delete static_cast<at::Tensor*>(handle); });
}

int32_t nad_tensor_describe(nad_tensor handle, nad_tensor_info* info) {
  return nad::guarded([&] {
    at::Tensor const& t = tensor(handle);
    TORCH_CHECK(t.dim() <= NAD_MAX_DIMS, "at most ", NAD_MAX_DIMS, " dimensions are handled, found ", t.dim());
    info->dtype = static_cast<int32_t>(t.scalar_type());
    info->device_type = static_cast<int32_t>(t.device().type());
    info->device_index = t.device().index();
    info->requires_grad = t.requires_grad();
    info->dims = static_cast<int32_t>(t.dim());
    info->dense = dense(t);
    std::copy(t.sizes().begin(), t.sizes().end(), info->shape);
    std::copy(t.strides().begin(), t.strides().end(), info->strides);
  });
}

int32_t nad_tensor_read(nad_tensor handle, void* destination, int64_t bytes) {
  return nad::guarded([&] {
    c10::NoGradGuard no_grad;
    at::Tensor t = tensor(handle).detach().to(at::kCPU).contiguous();
    TORCH_CHECK(static_cast<int64_t>(t.nbytes()) == bytes, "a tensor of ", t.nbytes(), " bytes was read into ", bytes);
    copy(destination, t.data_ptr(), bytes);
  });
}

int32_t nad_tensor_data(nad_tensor handle, void** data, int64_t* bytes) {
  return nad::guarded([&] {
    at::Tensor const& t = tensor(handle);
    TORCH_CHECK(t.device().is_cpu() && dense(t), "only the memory of a dense CPU tensor can be reached");
    *data = t.data_ptr();
    *bytes = static_cast<int64_t>(t.nbytes());
  });
}

int32_t nad_tensor_set_requires_grad(nad_tensor handle, int32_t value) {
  return nad::guarded([&] { tensor(handle).set_requires_grad(value != 0); });
}
