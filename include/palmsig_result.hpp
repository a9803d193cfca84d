/* What the wrappers of palmsig.hpp, which includes this, are made of: failures, results, views, owners.
 *
 * MIT or Apache-2.0, at your choice. */
#ifndef PALMSIG_RESULT_HPP
#define PALMSIG_RESULT_HPP

#include "palmsig.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace palmsig {

/* What went wrong. */
struct failure {
    palmsig_status status;
    std::string text;

    const char *name() const { return palmsig_status_name(status); }
};

#if defined(__cpp_exceptions)
/* What value() of a failure throws. */
class exception : public std::runtime_error {
public:
    explicit exception(const failure &what) : std::runtime_error(what.text), status_(what.status) {}
    palmsig_status status() const noexcept { return status_; }

private:
    palmsig_status status_;
};
#endif

/* A value, or what went wrong. Whoever looks at the value of a failure with * or -> gets what std::get_if gives: test
 * first. */
template <typename T> class [[nodiscard]] result {
public:
    result(T value) : held_(std::move(value)) {}
    result(failure what) : held_(std::move(what)) {}

    explicit operator bool() const noexcept { return held_.index() == 0; }
    T &operator*() & noexcept { return *std::get_if<0>(&held_); }
    const T &operator*() const & noexcept { return *std::get_if<0>(&held_); }
    T &&operator*() && noexcept { return std::move(*std::get_if<0>(&held_)); }
    T *operator->() noexcept { return std::get_if<0>(&held_); }
    const T *operator->() const noexcept { return std::get_if<0>(&held_); }
    /* What went wrong: only of a failure. */
    const failure &error() const noexcept { return *std::get_if<1>(&held_); }

#if defined(__cpp_exceptions)
    T &value() & { return check(), **this; }
    const T &value() const & { return check(), **this; }
    T &&value() && { return check(), *std::move(*this); }

private:
    void check() const {
        if (!*this) throw exception(error());
    }
#endif

private:
    std::variant<T, failure> held_;
};

/* Nothing: what functions give that can only fail. */
using done = std::monostate;

/* Elements of the caller: a pointer and a length. */
template <typename T> class view {
public:
    view() noexcept = default;
    view(const T *data, std::size_t size) noexcept : data_(data), size_(size) {}
    template <std::size_t N> view(const T (&array)[N]) noexcept : data_(array), size_(N) {}
    view(const std::vector<T> &vector) noexcept : data_(vector.data()), size_(vector.size()) {}

    const T *data() const noexcept { return data_; }
    std::size_t size() const noexcept { return size_; }
    const T *begin() const noexcept { return data_; }
    const T *end() const noexcept { return data_ + size_; }

private:
    const T *data_ = nullptr;
    std::size_t size_ = 0;
};

namespace detail {

template <typename T, palmsig_status (*Free)(T *)> struct deleter {
    void operator()(T *handle) const noexcept { Free(handle); }
};

template <typename T, palmsig_status (*Free)(T *)> using owner = std::unique_ptr<T, deleter<T, Free>>;

inline failure last(palmsig_status status) { return failure{status, palmsig_last_error()}; }

/* The value, if the status is a good one. Call the library in a statement of its own before: arguments are evaluated in
 * any order. */
template <typename T> result<T> told(palmsig_status status, T value) {
    if (status != PALMSIG_OK) return last(status);
    return value;
}

/* An owner of the handle that `create` puts into its argument. */
template <typename Owner, typename T, typename F> result<Owner> made(F create) {
    T *handle = nullptr;
    const auto status = create(&handle);
    return told(status, Owner(handle));
}

/* A struct with its defaults. */
template <typename T> T fresh(palmsig_status (*init)(T *, std::size_t)) {
    T value{};
    init(&value, sizeof value);
    return value;
}

} // namespace detail

} // namespace palmsig

#endif
