#include "conv.h"

#include <cstring>

namespace trunk {
using dnnl::memory;
using dnnl::prop_kind;

bool processor_serves() {
  if (kBlock == 8) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  return onednn::uses_avx512();
}

Context::Context(int32_t flags, int64_t n)
    : training(flags & NAD_TRUNK_TRAINING), frozen(flags & NAD_TRUNK_FROZEN), bf16(flags & NAD_TRUNK_BF16),
        winograd(flags & NAD_TRUNK_WINOGRAD), batch(n),
      engine(dnnl::engine::kind::cpu, 0), stream(engine), type(bf16 ? memory::data_type::bf16 : memory::data_type::f32),
      blocked(kBlock == 16 ? memory::format_tag::nChw16c : memory::format_tag::nChw8c) {
  if (!processor_serves())
    throw std::runtime_error(kBlock == 16 ? "this trunk needs a processor with AVX-512" : "this trunk needs a processor with AVX2");
  if (training && frozen) throw std::invalid_argument("a trunk is trained or frozen");
  if (bf16 && kBlock == 8) throw std::runtime_error("bfloat16 needs the trunk for AVX-512");
}

memory::desc Context::maps(Shape const& s) const { return {{batch, s.channels, s.height, s.width}, type, blocked}; }

dnnl::primitive_attr Context::attributes() const {
  dnnl::primitive_attr a;
  a.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return a;
}

void Context::need(memory::desc const& d) {
  if (d.get_size() <= scratch_bytes) return;
  scratch_bytes = d.get_size();
  scratch = make({{static_cast<int64_t>(scratch_bytes)}, memory::data_type::u8, memory::format_tag::a});
}

void Context::run(dnnl::primitive const& p, Arguments a) {
  // Scratch is larger than most primitives need; they only look at its address.
  if (scratch_bytes) a.emplace(DNNL_ARG_SCRATCHPAD, scratch);
  p.execute(stream, a);
}

void Context::reorder(memory from, memory to) { dnnl::reorder(from, to).execute(stream, from, to); }

Conv::Conv(Context& c, memory::desc const& source, Shape in, Shape out, int kernel, int stride, bool add, bool of_image,
    bool input_gradient)
    : accumulate(add), user({out.channels, in.channels, kernel, kernel}, memory::data_type::f32, memory::format_tag::ohwi) {
  if (fuses(c, of_image, in, out, kernel, stride)) {
    winograd = std::make_unique<Winograd>(c.batch, in, out.channels, c.training, c.keeps() && input_gradient);
    c.need({{winograd->scratch()}, memory::data_type::f32, memory::format_tag::a});
  } else {
    make_primitives(c, source, in, out, kernel, stride, input_gradient);
  }
}

bool Conv::fuses(Context const& c, bool of_image, Shape const& in, Shape const& out, int kernel, int stride) {
  return !of_image && c.winograd && !c.bf16 && Winograd::serves(in, out, kernel, stride);
}

void Conv::make_primitives(Context& c, memory::desc const& source, Shape in, Shape out, int kernel, int stride, bool input_gradient) {
  int64_t const pad = kernel / 2;
  onednn::Steps const steps{{stride, stride}, {pad, pad}};
  memory::dims const dims{out.channels, in.channels, kernel, kernel};
  memory::desc const result = c.maps(out);
  memory::desc const any{dims, c.type, memory::format_tag::any}, any_gradient{dims, memory::data_type::f32, memory::format_tag::any};

  dnnl::primitive_attr attributes = c.attributes();
  if (accumulate) {
    dnnl::post_ops post;
    post.append_sum(1.0f);
    attributes.set_post_ops(post);
  }
  prop_kind const kind = c.keeps() ? prop_kind::forward_training : prop_kind::forward_inference;
  auto const forward_pd = onednn::forward(c.engine, kind, source, any, result, steps, attributes);
  c.need(forward_pd.scratchpad_desc());
  run_forward = dnnl::convolution_forward(forward_pd);
  weights.prepare(c, user, forward_pd.weights_desc());
  if (c.keeps() && input_gradient) {
    // In blocks, filled up with zeros for an image in planes: for gradients in planes oneDNN has only its slow reference.
    auto const pd = onednn::backward_data(c.engine, c.maps(in), any, result, steps, c.attributes(), forward_pd);
    c.need(pd.scratchpad_desc());
    run_input = dnnl::convolution_backward_data(pd);
    weights_backward.prepare(c, user, pd.weights_desc());
  }
  if (!c.training) return;

  auto const pd = onednn::backward_weights(c.engine, source, any_gradient, result, steps, c.attributes(), forward_pd);
  c.need(pd.scratchpad_desc());
  run_weights = dnnl::convolution_backward_weights(pd);
  weights_gradient = c.make(pd.diff_weights_desc());
  from_gradient = dnnl::reorder(weights_gradient, c.at(user, nullptr));
}

void Conv::load(Context& c, float const* w) {
  size_t const count = user.get_size() / sizeof(float);
  if (!loaded.empty() && std::memcmp(loaded.data(), w, user.get_size()) == 0) return;  // a frozen teacher, one evaluation
  loaded.assign(w, w + count);
  if (winograd) {
    winograd->load(w);
    return;
  }
  memory const from = c.at(user, w);
  weights.fill(c, from);
  if (weights_backward) weights_backward.fill(c, from);
}

void Conv::Layout::prepare(Context& c, dnnl::memory::desc const& user, dnnl::memory::desc const& wanted) {
  memory = c.make(wanted);
  try {
    first = dnnl::reorder(c.at(user, nullptr), memory);
  } catch (dnnl::error const&) {
    planes = c.make({onednn::dims(user), dnnl::memory::data_type::f32, dnnl::memory::format_tag::oihw});
    first = dnnl::reorder(c.at(user, nullptr), planes);
    second = dnnl::reorder(planes, memory);
  }
}

void Conv::Layout::fill(Context& c, dnnl::memory const& user) const {
  first.execute(c.stream, {{DNNL_ARG_FROM, user}, {DNNL_ARG_TO, planes ? planes : memory}});
  if (planes) second.execute(c.stream, {{DNNL_ARG_FROM, planes}, {DNNL_ARG_TO, memory}});
}

static float* floats(memory const& m) { return static_cast<float*>(m.get_data_handle()); }

void Conv::forward(Context& c, memory const& source, Affine const* normalise, memory const& result, memory const* residual) {
  if (winograd) winograd->forward(c.scratch_floats(), floats(source), normalise, floats(result),
      accumulate ? floats(result) : residual ? floats(*residual) : nullptr);
  else c.run(run_forward, {{DNNL_ARG_SRC, source}, {DNNL_ARG_WEIGHTS, weights.memory}, {DNNL_ARG_DST, result}});
}

void Conv::backward_input(Context& c, memory const& result_gradient, memory const& source_gradient) {
  if (winograd) winograd->backward_input(c.scratch_floats(), floats(result_gradient), floats(source_gradient));
  else c.run(run_input, {{DNNL_ARG_DIFF_DST, result_gradient}, {DNNL_ARG_WEIGHTS, weights_backward.memory},
      {DNNL_ARG_DIFF_SRC, source_gradient}});
}

void Conv::backward_weights(Context& c, memory const& source, Affine const* normalise, memory const& result_gradient, float* gradient) {
  if (winograd) {
    winograd->backward_weights(c.scratch_floats(), floats(source), normalise, floats(result_gradient), gradient);
    return;
  }
  c.run(run_weights, {{DNNL_ARG_SRC, source}, {DNNL_ARG_DIFF_DST, result_gradient}, {DNNL_ARG_DIFF_WEIGHTS, weights_gradient}});
  from_gradient.execute(c.stream, {{DNNL_ARG_FROM, weights_gradient}, {DNNL_ARG_TO, c.at(user, gradient)}});
}

}  // namespace trunk
