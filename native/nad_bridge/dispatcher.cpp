// Operators by name: managed values in, boxed call, managed values out.
#include <cstring>
#include <string>

#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>

#include "guarded.h"
#include "nad_bridge.h"

namespace {

template <typename T>
T const* items(nad_value const& v) {
  return reinterpret_cast<T const*>(static_cast<intptr_t>(v.bits));
}

at::Tensor const& tensor(void const* handle) {
  TORCH_CHECK(handle, "a tensor is missing");
  return *static_cast<at::Tensor const*>(handle);
}

c10::IValue unpack(nad_value const& v) {
  TORCH_CHECK(v.count >= 0, "a list of ", v.count, " elements");
  switch (v.tag) {
    case NAD_NONE:
      return {};
    case NAD_TENSOR:
      return tensor(items<void>(v));
    case NAD_INT:
      return v.bits;
    case NAD_DOUBLE: {
      double d;
      std::memcpy(&d, &v.bits, sizeof d);
      return d;
    }
    case NAD_BOOL:
      return v.bits != 0;
    case NAD_INT_LIST: {
      c10::List<int64_t> list;
      list.reserve(v.count);
      for (int32_t i = 0; i < v.count; i++) list.push_back(items<int64_t>(v)[i]);
      return list;
    }
    case NAD_DOUBLE_LIST: {
      c10::List<double> list;
      list.reserve(v.count);
      for (int32_t i = 0; i < v.count; i++) list.push_back(items<double>(v)[i]);
      return list;
    }
    case NAD_BOOL_LIST: {
      c10::List<bool> list;
      list.reserve(v.count);
      for (int32_t i = 0; i < v.count; i++) list.push_back(items<int64_t>(v)[i] != 0);
      return list;
    }
    case NAD_TENSOR_LIST: {
      c10::List<at::Tensor> list;
      list.reserve(v.count);
      for (int32_t i = 0; i < v.count; i++) list.push_back(tensor(items<void*>(v)[i]));
      return list;
    }
    case NAD_OPTIONAL_TENSOR_LIST: {
      c10::List<c10::optional<at::Tensor>> list;
      list.reserve(v.count);
      for (int32_t i = 0; i < v.count; i++) {
        void* element = items<void*>(v)[i];
        list.push_back(element ? c10::optional<at::Tensor>(tensor(element)) : c10::nullopt);
      }
      return list;
    }
    case NAD_STRING:
      return std::string(items<char>(v), v.count);
    case NAD_DEVICE:
      return c10::Device(std::string(items<char>(v), v.count));
    default:
      TORCH_CHECK(false, "unknown value tag ", v.tag);
  }
}

// Writes at most capacity values; tensors become handles that the caller owns, once all are written.
class ResultWriter {
 public:
  ResultWriter(nad_value* results, int32_t capacity) : results_(results), capacity_(capacity) {}
  ResultWriter(ResultWriter const&) = delete;
  ~ResultWriter() {
    if (handed_over_) return;
    for (int32_t i = 0; i < count_; i++)
      if (results_[i].tag == NAD_TENSOR) delete reinterpret_cast<at::Tensor*>(static_cast<intptr_t>(results_[i].bits));
  }

  void add(c10::IValue const& value) {
    if (count_ == capacity_) return;
    if (value.isTensorList()) {
      for (at::Tensor const& t : value.toTensorVector()) add(t);
      return;
    }
    nad_value& out = results_[count_];
    out.count = 0;
    if (value.isTensor()) {
      out.tag = NAD_TENSOR;
      out.bits = reinterpret_cast<intptr_t>(new at::Tensor(value.toTensor()));
    } else if (value.isInt()) {
      out.tag = NAD_INT;
      out.bits = value.toInt();
    } else if (value.isDouble()) {
      out.tag = NAD_DOUBLE;
      double d = value.toDouble();
      std::memcpy(&out.bits, &d, sizeof d);
    } else if (value.isBool()) {
      out.tag = NAD_BOOL;
      out.bits = value.toBool() ? 1 : 0;
    } else if (value.isNone()) {
      out.tag = NAD_NONE;
      out.bits = 0;
    } else {
      TORCH_CHECK(false, "a result of kind ", value.tagKind(), " has no managed form");
    }
    count_++;
  }

  int32_t hand_over() {
    handed_over_ = true;
    return count_;
  }

 private:
  nad_value* results_;
  int32_t capacity_;
  int32_t count_ = 0;
  bool handed_over_ = false;
};

}  // namespace

int32_t nad_operator_find(char const* name, char const* overload, nad_operator* result) {
  return nad::guarded([&] {
    *result = new c10::OperatorHandle(c10::Dispatcher::singleton().findSchemaOrThrow(name, overload));
  });
}

int32_t nad_operator_schema(nad_operator op, char* buffer, int32_t capacity) {
  return nad::guarded([&] {
    TORCH_CHECK(capacity > 0, "a buffer of ", capacity, " bytes has no room for a schema");
    std::string text = c10::toString(static_cast<c10::OperatorHandle*>(op)->schema());
    size_t length = std::min(text.size(), static_cast<size_t>(capacity) - 1);
    std::memcpy(buffer, text.data(), length);
    buffer[length] = 0;
  });
}

int32_t nad_call(nad_operator op, nad_value const* arguments, int32_t argument_count, nad_value* results,
                 int32_t capacity, int32_t* result_count) {
  return nad::guarded([&] {
    auto const& handle = *static_cast<c10::OperatorHandle*>(op);
    auto const& declared = handle.schema().arguments();
    TORCH_CHECK(argument_count >= 0 && static_cast<size_t>(argument_count) <= declared.size(), "takes ", declared.size(),
        " arguments, got ",
                argument_count);
    TORCH_CHECK(capacity >= 0, "room for ", capacity, " results");
    torch::jit::Stack stack;
    stack.reserve(declared.size());
    for (int32_t i = 0; i < argument_count; i++) stack.push_back(unpack(arguments[i]));
    for (size_t i = argument_count; i < declared.size(); i++) {
      TORCH_CHECK(declared[i].default_value().has_value(), "argument '", declared[i].name(), "' is missing");
      stack.push_back(*declared[i].default_value());
    }
    handle.callBoxed(stack);
    ResultWriter writer(results, capacity);
    for (c10::IValue const& value : stack) writer.add(value);
    *result_count = writer.hand_over();
  });
}
