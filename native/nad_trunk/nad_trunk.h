/* The convolutional trunk of a network as one native graph, forward and backward, by oneDNN in its own blocked memory layout.
 *
 * An optional accelerator: what it computes, libtorch computes too (docs/decisions/0011-trunk.md). It knows convolutions, batch
 * normalisation with and without ReLU, and sums; no architecture, no loss.
 *
 * Every function returns 0, or 1 with the reason in nad_trunk_last_error of the same thread. A trunk is used by one thread at a time; it
 * computes with as many OpenMP threads as its creator had. Addresses are of host memory; floats are 32 bits. */
#ifndef NAD_TRUNK_H
#define NAD_TRUNK_H
#include <stdint.h>

#define NAD_TRUNK_API __attribute__((visibility("default")))
#define NAD_TRUNK_ABI 4

#ifdef __cplusplus
extern "C" {
#endif

typedef void* nad_trunk;

enum nad_trunk_flag {
  NAD_TRUNK_TRAINING = 1, /* batch statistics, activations kept for backward; else running statistics */
  NAD_TRUNK_BF16 = 2,     /* activations and convolutions in bfloat16; weights, statistics, gradients of weights and outputs stay float */
  /* Winograd's algorithm for 3x3 kernels of stride 1 in float; its rounding is about 5e-7, that of direct convolution 2e-7 */
  NAD_TRUNK_WINOGRAD = 4,
  NAD_TRUNK_FROZEN = 8    /* running statistics, and activations kept for a backward pass that gives the image's gradient alone */
};

enum nad_trunk_kind {
  NAD_TRUNK_CONV = 1,      /* conv(a), square kernel, padding kernel/2, no bias; plus value b where b >= 0 */
  NAD_TRUNK_NORM_RELU = 2, /* max(0, batch_norm(a)); where b >= 0 max(0, batch_norm(a) + value b) */
  NAD_TRUNK_NORM = 3       /* batch_norm(a) */
};

/* Value 0 is the image; operation i makes value i + 1. Only an image whose channels are a multiple of 16 may be normalised or added. */
typedef struct nad_trunk_op {
  int32_t kind;
  int32_t a;
  int32_t b;        /* -1: none */
  int32_t channels; /* of the result of a convolution, a multiple of 16 */
  int32_t kernel;
  int32_t stride;
  double epsilon;   /* of a normalisation: added to the variance, above 0 */
  double momentum;  /* of a normalisation: the batch's part of the running statistics, 0 to 1 */
} nad_trunk_op;

enum nad_trunk_form {
  NAD_TRUNK_FEATURES = 1, /* N x H x W x C floats */
  NAD_TRUNK_SQUARES = 2,  /* N x H x W: the sum over channels of the squares */
  NAD_TRUNK_MEANS = 3     /* N x C: the mean over space */
};

typedef struct nad_trunk_output {
  int32_t value;
  int32_t form;
} nad_trunk_output;

NAD_TRUNK_API int32_t nad_trunk_abi(void);
NAD_TRUNK_API char const* nad_trunk_last_error(void);

/* oneDNN's version, such as "2.6.3". */
NAD_TRUNK_API char const* nad_trunk_version(void);

/* 0: this processor lacks the registers that this library was built for; 1: floats only; 2: bfloat16 by emulation, slowly; 3: bfloat16. */
NAD_TRUNK_API int32_t nad_trunk_processor(void);

NAD_TRUNK_API int32_t nad_trunk_create(nad_trunk_op const* ops, int32_t op_count, nad_trunk_output const* outputs,
                                       int32_t output_count, int32_t batch, int32_t channels, int32_t height,
                                       int32_t width, int32_t flags, nad_trunk* result);
NAD_TRUNK_API void nad_trunk_free(nad_trunk trunk);

/* image: N x H x W x C.
 * parameters, in the order of the operations: O x k x k x I for a convolution; scale, shift for a normalisation.
 * buffers: running mean, running variance (floats, C each) and number of batches (one int64) per normalisation; training updates them.
 * outputs: as asked for at creation. */
NAD_TRUNK_API int32_t nad_trunk_forward(nad_trunk trunk, float const* image, float const* const* parameters,
                                        void* const* buffers, float* const* outputs);

/* After a forward pass in training: gradients of all parameters, laid out as these, from gradients of the outputs (null: zero).
 * image_gradient: N x H x W x C, or null where it is not wanted; only of an image whose channels are a multiple of 16.
 * After one of a frozen trunk: parameter_gradients is not looked at, and any image has a gradient that one operation alone reads. */
NAD_TRUNK_API int32_t nad_trunk_backward(nad_trunk trunk, float const* const* output_gradients,
                                         float* const* parameter_gradients, float* image_gradient);

#ifdef __cplusplus
}
#endif
#endif
