/* The whole C ABI between NAD for .NET and libtorch (1.13 or newer; CPU or CUDA).
 *
 * It knows no operator by name: nad_call reaches every operator of the library through the dispatcher's boxed call.
 * Every function returns 0, or non-zero after an error whose text nad_last_error() gives until the thread's next failing call.
 * No C++ exception crosses this boundary. Tensors are handles that own one reference; the caller frees each with nad_tensor_free.
 * Only fixed-width types are used. Functions may be called from any thread; grad mode is per thread.
 */
#ifndef NAD_BRIDGE_H
#define NAD_BRIDGE_H
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#define NAD_API __attribute__((visibility("default")))
#define NAD_BRIDGE_ABI 3
#define NAD_MAX_DIMS 8

typedef void* nad_tensor;   /* owns one reference to a tensor */
typedef void* nad_operator; /* valid for the life of the process */
typedef void* nad_recorder; /* one recording of work on a CUDA device */

enum nad_tag {
  NAD_NONE = 0,
  NAD_TENSOR = 1,               /* bits: nad_tensor */
  NAD_INT = 2,                  /* bits: int64 */
  NAD_DOUBLE = 3,               /* bits: the bits of a double */
  NAD_BOOL = 4,                 /* bits: 0 or 1 */
  NAD_INT_LIST = 5,             /* bits: int64_t const*, count elements */
  NAD_DOUBLE_LIST = 6,          /* bits: double const*, count elements */
  NAD_BOOL_LIST = 7,            /* bits: int64_t const* of 0 or 1, count elements */
  NAD_TENSOR_LIST = 8,          /* bits: nad_tensor const*, count elements */
  NAD_OPTIONAL_TENSOR_LIST = 9, /* as NAD_TENSOR_LIST, null where an element is absent */
  NAD_STRING = 10,              /* bits: char const*, count bytes, UTF-8 */
  NAD_DEVICE = 11               /* bits: char const*, count bytes, such as "cpu" or "cuda:0" */
};

typedef struct nad_value {
  int32_t tag;
  int32_t count;
  int64_t bits;
} nad_value;

typedef struct nad_tensor_info {
  int32_t dtype; /* c10::ScalarType */
  int32_t device_type; /* c10::DeviceType: 0 cpu, 1 cuda */
  int32_t device_index;
  int32_t requires_grad;
  int32_t dims;
  int32_t dense; /* 1: elements fill one block without gaps (any order of dimensions) */
  int64_t shape[NAD_MAX_DIMS];
  int64_t strides[NAD_MAX_DIMS];
} nad_tensor_info;

/* Text of this thread's last error; empty before the first. Never null; valid until the next failing call. */
NAD_API char const* nad_last_error(void);

/* ABI number of this header; the managed side refuses another. */
NAD_API int32_t nad_abi(void);

/* Version of libtorch, such as "1.13.1"; a static string. */
NAD_API char const* nad_torch_version(void);

/* Number of usable CUDA devices; 0 for a CPU build or where no driver answers. */
NAD_API int32_t nad_cuda_devices(void);

/* Finds an operator, for example ("aten::add", "Tensor"); fails where this libtorch has none of that name. */
NAD_API int32_t nad_operator_find(char const* name, char const* overload, nad_operator* result);

/* The operator's schema as text, truncated to capacity, always ended by a zero. */
NAD_API int32_t nad_operator_schema(nad_operator op, char* buffer, int32_t capacity);

/* Calls an operator. Trailing arguments that are not given take the schema's defaults.
 * Results beyond capacity are dropped; result_count is how many were written. A list of tensors is written element by element. */
NAD_API int32_t nad_call(nad_operator op, nad_value const* arguments, int32_t argument_count, nad_value* results,
                         int32_t capacity, int32_t* result_count);

/* A new CPU tensor with a copy of bytes (row-major), or zeros where data is null. */
NAD_API int32_t nad_tensor_create(int32_t dtype, int64_t const* shape, int32_t dims, void const* data, int64_t bytes,
                                  nad_tensor* result);
NAD_API int32_t nad_tensor_free(nad_tensor tensor);
NAD_API int32_t nad_tensor_describe(nad_tensor tensor, nad_tensor_info* info);

/* Copies the elements, row-major, to host memory; bytes must be exactly their size. Waits for the device. */
NAD_API int32_t nad_tensor_read(nad_tensor tensor, void* destination, int64_t bytes);

/* Address of the first element of a dense CPU tensor; valid while the tensor lives. */
NAD_API int32_t nad_tensor_data(nad_tensor tensor, void** data, int64_t* bytes);

NAD_API int32_t nad_tensor_set_requires_grad(nad_tensor tensor, int32_t value);

/* Gradients of the sum of outputs with respect to inputs, one new tensor each (null where an input was not used). */
NAD_API int32_t nad_gradients(nad_tensor const* outputs, int32_t output_count, nad_tensor const* inputs,
                              int32_t input_count, int32_t keep_graph, nad_tensor* results);

/* Gradients of inputs from gradients of outputs, computed outside libtorch: addresses of dense elements that lie in memory as those of
 * the tensors themselves do; the gradient of an output that nothing depends on is null. Returns 0, or 1 after nad_set_error. */
typedef int32_t (*nad_backward_function)(void* context, void const* const* output_gradients, void* const* input_gradients);
/* Called once, when the recorded graph is used up or dropped; the context is not used after it. */
typedef void (*nad_release_function)(void* context);

/* Records that outputs (without history) were computed from inputs by foreign code, which gives their gradients. CPU tensors of float32. */
NAD_API int32_t nad_attach_backward(nad_tensor const* outputs, int32_t output_count, nad_tensor const* inputs, int32_t input_count,
                                    nad_backward_function backward, nad_release_function release, void* context);
NAD_API void nad_set_error(char const* text);

/* Switches gradient recording of this thread; previous receives the old state. */
NAD_API int32_t nad_grad_mode(int32_t enabled, int32_t* previous);

NAD_API int32_t nad_grad_enabled(void);

NAD_API int32_t nad_set_threads(int32_t count);
NAD_API int32_t nad_get_threads(int32_t* count);

/* Work that a CUDA device repeats by one launch. create fails where the library or this build has no CUDA graphs. Between enter and leave
 * the thread's work goes to a stream of its own and, where record is not 0, is recorded instead of done; leave must follow an enter that
 * returned 0, whatever the work did. replay does the recorded work, on the thread's current stream and on the same memory. Enter and leave
 * wait for the device. */
NAD_API int32_t nad_recorder_create(int32_t device, nad_recorder* result);
NAD_API int32_t nad_recorder_enter(nad_recorder recorder, int32_t record);
NAD_API int32_t nad_recorder_leave(nad_recorder recorder);
NAD_API int32_t nad_recorder_replay(nad_recorder recorder);
NAD_API int32_t nad_recorder_free(nad_recorder recorder);

#ifdef __cplusplus
}
#endif
#endif
