// Work that is recorded once and then repeated by one launch: CUDA graphs. Without CUDA, or without its headers, there are none.
#include "nad_bridge.h"

#include <stdexcept>

#include "guarded.h"

#ifdef NAD_CUDA_GRAPHS
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDAStream.h>

namespace {

// Work is recorded on a stream of its own, which the stream of everything else never overlaps.
struct Recorder {
  explicit Recorder(c10::DeviceIndex device) : side(c10::cuda::getStreamFromPool(false, device)), outer(side) {}

  at::cuda::CUDAGraph graph;
  c10::cuda::CUDAStream side, outer;
  bool recording = false;
};

Recorder& recorder(nad_recorder handle) { return *static_cast<Recorder*>(handle); }

}  // namespace

int32_t nad_recorder_create(int32_t device, nad_recorder* result) {
  return nad::guarded([&] { *result = new Recorder(static_cast<c10::DeviceIndex>(device)); });
}

int32_t nad_recorder_enter(nad_recorder handle, int32_t record) {
  return nad::guarded([&] {
    Recorder& r = recorder(handle);
    r.outer = c10::cuda::getCurrentCUDAStream(r.side.device_index());
    r.outer.synchronize();
    c10::cuda::setCurrentCUDAStream(r.side);
    if (!record) return;
    try {
      r.graph.capture_begin();
      r.recording = true;
    } catch (...) {
      c10::cuda::setCurrentCUDAStream(r.outer);
      throw;
    }
  });
}

int32_t nad_recorder_leave(nad_recorder handle) {
  return nad::guarded([&] {
    Recorder& r = recorder(handle);
    struct Back {
      c10::cuda::CUDAStream stream;
      ~Back() { c10::cuda::setCurrentCUDAStream(stream); }
    } back{r.outer};
    if (r.recording) {
      r.recording = false;
      r.graph.capture_end();
    }
    r.side.synchronize();
  });
}

int32_t nad_recorder_replay(nad_recorder handle) {
  return nad::guarded([&] { recorder(handle).graph.replay(); });
}

int32_t nad_recorder_free(nad_recorder handle) {
  return nad::guarded([&] { delete &recorder(handle); });
}

#else

namespace {
int32_t none() {
  return nad::guarded([] { throw std::runtime_error("the bridge was built without CUDA graphs"); });
}
}  // namespace

int32_t nad_recorder_create(int32_t, nad_recorder*) { return none(); }
int32_t nad_recorder_enter(nad_recorder, int32_t) { return none(); }
int32_t nad_recorder_leave(nad_recorder) { return none(); }
int32_t nad_recorder_replay(nad_recorder) { return none(); }
int32_t nad_recorder_free(nad_recorder) { return none(); }

#endif
