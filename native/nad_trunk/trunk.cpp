#include "trunk.h"

#include <omp.h>

#include <algorithm>
#include <cstring>

namespace trunk {
using dnnl::memory;

// Inference goes through the whole network with a few images at a time, so that their maps stay in the caches of the threads; the
// statistics of a training batch need all of it. Measured for 2, 4, 8 and 16 images a thread: 4 and 8 are the fastest.
static int64_t images_at_once(int64_t batch, bool all) {
  int64_t const most = 8 * omp_get_max_threads();
  if (all || batch <= most) return batch;
  for (int64_t n = most; n > most / 2; n--)
    if (batch % n == 0) return n;
  return batch;
}

Trunk::Trunk(Graph g, int32_t flags)
    : graph(std::move(g)), batch(graph.batch), context(flags, images_at_once(batch, flags & (NAD_TRUNK_TRAINING | NAD_TRUNK_FROZEN))),
        steps(graph.ops.size()) {
  graph.batch = context.batch;
  // Gradients are summed in blocks only.
  if (context.frozen && !graph.blocked()
      && graph.uses[0] > 1) throw std::invalid_argument("an image in planes that several operations read has no gradient");
  make_steps();
  place_values();
}

void Trunk::make_steps() {
  Shape const& s = graph.shapes[0];
  // An image has too few channels for blocks; planes are what the first convolution's fast kernel takes.
  memory::desc const planes{{graph.batch, s.channels, s.height, s.width}, context.type, memory::format_tag::nchw};
  image = context.make(graph.blocked() ? context.maps(s) : planes);
  std::vector<int> fused(graph.shapes.size());  // of each value: how many such convolutions read it
  for (size_t i = 0; i < steps.size(); i++) {
    nad_trunk_op const& op = graph.ops[i];
    steps[i].fuses = op.kind == NAD_TRUNK_CONV && Conv::fuses(context, !in_blocks(op.a), graph.shapes[op.a], graph.shapes[i + 1], op.kernel,
        op.stride);
    if (steps[i].fuses) fused[op.a]++;
  }
  int parameter = 0, buffer = 0;
  for (size_t i = 0; i < steps.size(); i++) {
    nad_trunk_op const& op = graph.ops[i];
    Step& step = steps[i];
    step.parameter = parameter;
    step.buffer = buffer;
    Shape const& in = graph.shapes[op.a];
    if (op.kind == NAD_TRUNK_CONV) {
      step.sum_in_place = op.b > 0 && graph.uses[op.b] == 1 && graph.ops[op.b - 1].kind == NAD_TRUNK_CONV;
      step.conv = std::make_unique<Conv>(context, in_blocks(op.a) ? context.maps(in) : planes, in, graph.shapes[i + 1], op.kernel,
          op.stride,
                                         step.sum_in_place, !in_blocks(op.a), has_gradient(op.a));
      parameter += 1;
    } else {
      step.norm = std::make_unique<Norm>(op, in.channels, context.training);
      step.as_read = step.norm->rectifies_alone() && fused[i + 1] > 0 && fused[i + 1] == graph.uses[i + 1];
      parameter += 2;
      buffer += 3;
    }
  }
}

int Trunk::stored(int v) const { return v > 0 && steps[v - 1].as_read ? stored(graph.ops[v - 1].a) : v; }

Affine const* Trunk::as_read(int v) const { return v > 0 && steps[v - 1].as_read ? &steps[v - 1].norm->affine() : nullptr; }

// What backward will need is kept: every value. Inference reuses the memory of values that nobody will read again.
void Trunk::place_values() {
  values.resize(graph.shapes.size());
  values[0] = image;
  std::vector<int> last_use = graph.last_use;
  for (int v = static_cast<int>(values.size()) - 1; v > 0; v--) last_use[stored(v)] = std::max(last_use[stored(v)], last_use[v]);
  std::vector<size_t> free, holds(values.size());  // indices into owned
  for (size_t i = 0; i < steps.size(); i++) {
    nad_trunk_op const& op = graph.ops[i];
    size_t const v = i + 1;
    if (steps[i].as_read) {
      holds[v] = holds[op.a];
      values[v] = values[op.a];
      continue;
    }
    if (steps[i].sum_in_place) {
      holds[v] = holds[op.b];
      values[v] = context.at(context.maps(graph.shapes[v]), values[op.b].get_data_handle());
    } else {
      memory::desc const d = context.maps(graph.shapes[v]);
      auto const fit = std::find_if(free.begin(), free.end(), [&](size_t k) { return owned[k].get_desc().get_size() >= d.get_size(); });
      if (fit == free.end()) {
        holds[v] = owned.size();
        owned.push_back(context.make(d));
      } else {
        holds[v] = *fit;
        free.erase(fit);
      }
      values[v] = context.at(d, owned[holds[v]].get_data_handle());
    }
    if (context.keeps()) continue;
    for (int used : {stored(op.a), op.b > 0 && stored(op.b) != stored(op.a) ? stored(op.b) : 0}) {
      if (used > 0 && last_use[used] == static_cast<int>(i) && holds[used] != holds[v]) free.push_back(holds[used]);
    }
  }
}

void Trunk::forward(float const* pixels, float const* const* parameters, void* const* buffers, float* const* outputs) {
  for (Step& step : steps)
    if (step.conv) step.conv->load(context, parameters[step.parameter]);
  std::vector<float*> to(outputs, outputs + graph.outputs.size());
  for (int64_t n = 0; n < batch; n += graph.batch) {
    run(pixels, parameters, buffers, to.data());
    pixels += graph.batch * graph.shapes[0].channels * graph.shapes[0].area();
    for (size_t k = 0; k < to.size(); k++) to[k] += graph.batch * floats_per_image(graph.outputs[k]);
  }
}

int64_t Trunk::floats_per_image(nad_trunk_output const& o) const {
  Shape const& s = graph.shapes[o.value];
  return o.form == NAD_TRUNK_FEATURES ? s.channels * s.area() : o.form == NAD_TRUNK_SQUARES ? s.area() : s.channels;
}

void Trunk::run(float const* pixels, float const* const* parameters, void* const* buffers, float* const* outputs) {
  context.reorder(context.at(plain(0), pixels), image);
  for (size_t i = 0; i < steps.size(); i++) {
    nad_trunk_op const& op = graph.ops[i];
    Step& step = steps[i];
    int const v = static_cast<int>(i) + 1;
    float* squared = nullptr;
    if (step.conv) {
      bool const adds = op.b >= 0 && !step.sum_in_place;
      step.conv->forward(context, values[op.a], as_read(op.a), values[v], adds ? &values[op.b] : nullptr);
      if (adds && !step.fuses) {
        squared = squares_of(v, outputs);
        if (squared) add_and_square(maps(v, values[v]), values[op.b].get_data_handle(), squared);
        else add(maps(v, values[v]), values[op.b].get_data_handle());
      }
    } else {
      step.norm->forward(maps(op.a, values[op.a]), step.as_read ? nullptr : values[v].get_data_handle(),
          op.b >= 0 ? values[op.b].get_data_handle() : nullptr,
                         parameters[step.parameter], parameters[step.parameter + 1], buffers + step.buffer);
    }
    write_outputs(v, squared, outputs);
  }
  context.stream.wait();
}

void Trunk::backward(float const* const* output_gradients, float* const* parameter_gradients, float* image_gradient) {
  if (!context.keeps()) throw std::logic_error("only a trunk made for training, or frozen, has gradients");
  if (image_gradient && !has_gradient(0)) throw std::invalid_argument("an image whose channels are no multiple of 16 has no gradient");
  gradients.assign(values.size(), memory());
  free_gradients.clear();
  for (memory const& block : gradient_blocks) free_gradients.push_back(block.get_data_handle());

  for (int i = static_cast<int>(steps.size()) - 1; i >= 0; i--) {
    nad_trunk_op const& op = graph.ops[i];
    Step& step = steps[i];
    int const v = i + 1;
    add_output_gradients(v, output_gradients);
    if (!gradients[v]) {
      if (context.training) zero_gradients(i, parameter_gradients);
      continue;
    }
    if (step.conv) {
      if (context.training) step.conv->backward_weights(context, values[op.a], as_read(op.a), gradients[v],
          parameter_gradients[step.parameter]);
      if (has_gradient(op.a)) accumulate(op.a, [&](memory const& target) { step.conv->backward_input(context, gradients[v], target); });
    } else {
      if (op.b >= 0) keep_positive(maps(v, gradients[v]), values[v].get_data_handle());
      bool const more = static_cast<bool>(gradients[op.a]);
      if (!more) gradients[op.a] = take(op.a);
      float* const* const own = context.training ? parameter_gradients + step.parameter : nullptr;
      step.norm->backward(maps(op.a, gradients[op.a]), values[op.a].get_data_handle(), gradients[v].get_data_handle(),
          own ? own[0] : nullptr,
                          own ? own[1] : nullptr, more);
    }
    if (op.b >= 0) hand_on(v, op.b);
    give(gradients[v]);
  }
  if (image_gradient) {
    if (gradients[0]) context.reorder(gradients[0], context.at(plain(0), image_gradient));
    else std::fill_n(image_gradient, graph.batch * graph.shapes[0].channels * graph.shapes[0].area(), 0.0f);
  }
  context.stream.wait();
}

void Trunk::write_outputs(int v, float const* squared, float* const* outputs) {
  for (size_t k = 0; k < graph.outputs.size(); k++) {
    if (graph.outputs[k].value != v || outputs[k] == squared) continue;
    switch (graph.outputs[k].form) {
      case NAD_TRUNK_FEATURES: context.reorder(values[v], context.at(plain(v), outputs[k])); break;
      case NAD_TRUNK_SQUARES: square(maps(v, values[v]), outputs[k]); break;
      default: mean(maps(v, values[v]), outputs[k]);
    }
  }
}

float* Trunk::squares_of(int v, float* const* outputs) const {
  for (size_t k = 0; k < graph.outputs.size(); k++) {
    if (graph.outputs[k].value == v && graph.outputs[k].form == NAD_TRUNK_SQUARES) return outputs[k];
  }
  return nullptr;
}

void Trunk::add_output_gradients(int v, float const* const* given) {
  for (size_t k = 0; k < graph.outputs.size(); k++) {
    if (graph.outputs[k].value != v || !given[k]) continue;
    if (graph.outputs[k].form == NAD_TRUNK_FEATURES) {
      accumulate(v, [&](memory const& target) { context.reorder(context.at(plain(v), given[k]), target); });
      continue;
    }
    bool const more = static_cast<bool>(gradients[v]);
    if (!more) gradients[v] = take(v);
    if (graph.outputs[k].form == NAD_TRUNK_SQUARES) square_backward(maps(v, gradients[v]), values[v].get_data_handle(), given[k], more);
    else mean_backward(maps(v, gradients[v]), given[k], more);
  }
}

void Trunk::zero_gradients(int i, float* const* parameter_gradients) const {
  nad_trunk_op const& op = graph.ops[i];
  int64_t const channels = graph.shapes[op.a].channels;
  if (steps[i].conv) {
    std::fill_n(parameter_gradients[steps[i].parameter], op.channels * channels * op.kernel * op.kernel, 0.0f);
  } else {
    for (int k = 0; k < 2; k++) std::fill_n(parameter_gradients[steps[i].parameter + k], channels, 0.0f);
  }
}

// The first contribution is written, later ones are added.
template <typename Fill>
void Trunk::accumulate(int v, Fill&& fill) {
  if (!gradients[v]) {
    gradients[v] = take(v);
    fill(gradients[v]);
    return;
  }
  memory part = take(v);
  fill(part);
  add(maps(v, gradients[v]), part.get_data_handle());
  give(part);
}

// A sum passes its gradient on as it is: where nothing has come in yet, its memory changes hands.
void Trunk::hand_on(int from, int to) {
  if (gradients[to]) add(maps(to, gradients[to]), gradients[from].get_data_handle());
  else std::swap(gradients[to], gradients[from]);
}

Maps Trunk::maps(int v, memory const& m) const {
  Shape const& s = graph.shapes[v];
  return {m.get_data_handle(), context.bf16, graph.batch, s.channels / kBlock, s.area()};
}

memory::desc Trunk::plain(int v) const {
  Shape const& s = graph.shapes[v];
  return {{graph.batch, s.channels, s.height, s.width}, memory::data_type::f32, memory::format_tag::nhwc};
}

memory Trunk::take(int v) {
  if (free_gradients.empty()) {
    size_t largest = 0;
    for (size_t k = has_gradient(0) ? 0 : 1; k < values.size(); k++) largest = std::max(largest, context.maps(graph.shapes[k]).get_size());
    gradient_blocks.push_back(context.make({{static_cast<int64_t>(largest)}, memory::data_type::u8, memory::format_tag::a}));
    free_gradients.push_back(gradient_blocks.back().get_data_handle());
  }
  void* const block = free_gradients.back();
  free_gradients.pop_back();
  return context.at(context.maps(graph.shapes[v]), block);
}

void Trunk::give(memory& m) {
  if (m) free_gradients.push_back(m.get_data_handle());
  m = memory();
}

}  // namespace trunk
