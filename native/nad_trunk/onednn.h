// What oneDNN 2 and 3 spell differently, and nothing else: 3 has no operation descriptors, and renamed an accessor.
#pragma once
#include <dnnl.hpp>

namespace trunk::onednn {

// Stride and padding of a square convolution, the same on all sides.
struct Steps {
  dnnl::memory::dims strides, pads;
};

using Desc = dnnl::memory::desc;
using dnnl::convolution_backward_data;
using dnnl::convolution_backward_weights;
using dnnl::convolution_forward;
constexpr auto kDirect = dnnl::algorithm::convolution_direct;

#if DNNL_VERSION_MAJOR >= 3

inline convolution_forward::primitive_desc forward(dnnl::engine const& e, dnnl::prop_kind kind, Desc const& source, Desc const& weights,
                                                   Desc const& result, Steps const& s, dnnl::primitive_attr const& a) {
  return {e, kind, kDirect, source, weights, result, s.strides, s.pads, s.pads, a};
}

inline convolution_backward_data::primitive_desc backward_data(dnnl::engine const& e, Desc const& source, Desc const& weights,
    Desc const& result,
                                                               Steps const& s, dnnl::primitive_attr const& a,
                                                               convolution_forward::primitive_desc const& hint) {
  return {e, kDirect, source, weights, result, s.strides, s.pads, s.pads, hint, a};
}

inline convolution_backward_weights::primitive_desc backward_weights(dnnl::engine const& e, Desc const& source, Desc const& weights,
                                                                     Desc const& result, Steps const& s, dnnl::primitive_attr const& a,
                                                                     convolution_forward::primitive_desc const& hint) {
  return {e, kDirect, source, weights, result, s.strides, s.pads, s.pads, hint, a};
}

inline dnnl::memory::dims dims(Desc const& d) { return d.get_dims(); }

#else

inline convolution_forward::primitive_desc forward(dnnl::engine const& e, dnnl::prop_kind kind, Desc const& source, Desc const& weights,
                                                   Desc const& result, Steps const& s, dnnl::primitive_attr const& a) {
  return {{kind, kDirect, source, weights, result, s.strides, s.pads, s.pads}, a, e};
}

inline convolution_backward_data::primitive_desc backward_data(dnnl::engine const& e, Desc const& source, Desc const& weights,
    Desc const& result,
                                                               Steps const& s, dnnl::primitive_attr const& a,
                                                               convolution_forward::primitive_desc const& hint) {
  return {{kDirect, source, weights, result, s.strides, s.pads, s.pads}, a, e, hint};
}

inline convolution_backward_weights::primitive_desc backward_weights(dnnl::engine const& e, Desc const& source, Desc const& weights,
                                                                     Desc const& result, Steps const& s, dnnl::primitive_attr const& a,
                                                                     convolution_forward::primitive_desc const& hint) {
  return {{kDirect, source, weights, result, s.strides, s.pads, s.pads}, a, e, hint};
}

inline dnnl::memory::dims dims(Desc const& d) { return d.dims(); }

#endif

// Whether oneDNN itself uses registers of 16 floats here: the processor has them, and ONEDNN_MAX_CPU_ISA does not forbid them.
inline bool uses_avx512() {
  switch (dnnl::get_effective_cpu_isa()) {
    case dnnl::cpu_isa::sse41:
    case dnnl::cpu_isa::avx:
    case dnnl::cpu_isa::avx2:
    case dnnl::cpu_isa::avx2_vnni:
#if DNNL_VERSION_MAJOR >= 3
    case dnnl::cpu_isa::avx2_vnni_2:
#endif
      return false;
    default:
      return true;
  }
}

}  // namespace trunk::onednn
