// The one place where C++ exceptions become status codes.
#pragma once
#include <cstdint>
#include <exception>
#include <string>

#include <c10/util/Exception.h>

namespace nad {

std::string& last_error();

template <typename Body>
int32_t guarded(Body&& body) noexcept {
  try {
    body();
    return 0;
  } catch (c10::Error const& e) {
    last_error() = e.what_without_backtrace();
  } catch (std::exception const& e) {
    last_error() = e.what();
  } catch (...) {
    last_error() = "an exception of unknown type";
  }
  return 1;
}

}  // namespace nad
