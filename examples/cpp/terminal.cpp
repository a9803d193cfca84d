// A shop's terminal in C++: people are enrolled from several captures each, then a camera is watched.
//
//     cat FRAME... | terminal ID CAPTURE CAPTURE... [-- ID CAPTURE CAPTURE...]...
//
// Captures and frames are binary PGM or PPM of 8 bits; the camera is simulated by frames on the standard input, one
// behind the other.
#include "../c/advice.h"

#include <palmsig.hpp>

#include <exception>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

namespace {

// At most one stranger in a thousand is taken for somebody, however many are enrolled.
constexpr double fpir = 1e-3;

// A raw frame and its samples.
struct frame {
    std::size_t height = 0, width = 0, channels = 0;
    std::vector<std::uint8_t> samples;

    palmsig_image image() const {
        const std::uint32_t layout = channels == 3 ? PALMSIG_LAYOUT_RGB : PALMSIG_LAYOUT_GRAY;
        return palmsig::image(samples, height, width, width * channels, layout);
    }
};

std::optional<frame> next(std::istream &in) {
    std::string kind;
    std::size_t width = 0, height = 0, white = 0;
    if (!(in >> kind >> width >> height >> white) || (kind != "P5" && kind != "P6") || white != 255) return {};
    if (width > 8192 || height > 8192) return {};
    in.get();
    frame read{height, width, kind == "P6" ? std::size_t{3} : std::size_t{1}, {}};
    read.samples.resize(height * width * read.channels);
    in.read(reinterpret_cast<char *>(read.samples.data()), static_cast<std::streamsize>(read.samples.size()));
    return in ? std::optional<frame>(std::move(read)) : std::nullopt;
}

class terminal {
public:
    void enrol(const std::string &id, const std::vector<std::string> &files) {
        std::vector<palmsig::extraction> captures;
        for (const std::string &file : files) {
            std::ifstream in(file, std::ios::binary);
            auto capture = extract(next(in).value());
            if (capture) captures.push_back(*std::move(capture));
            else std::cerr << file << ": left out: " << capture.error().text << '\n';
        }
        const palmsig::enrolment made = enroller_.enrol(captures).value();
        gallery_.add(id, made.palm).value();
        std::cout << id << " is enrolled with " << captures.size() << " captures\n";
    }

    void look(const frame &seen, int number) {
        std::cout << "frame " << number << ": ";
        const auto capture = extract(seen);
        if (!capture) {
            std::cout << advice(palmsig::guidance(capture.error())) << '\n';
            return;
        }
        const auto found = gallery_.identify(capture->palm, fpir).value();
        const char *person = found.person();
        std::cout << (person ? person : "not known") << ", quality " << capture->told.quality << '\n';
    }

private:
    palmsig::result<palmsig::extraction> extract(const frame &seen) {
        const palmsig_image image = seen.image();
        return extractor_.extract(palmsig::capture(&image));
    }

    palmsig::extractor extractor_ = palmsig::extractor::make().value();
    palmsig::matcher matcher_ = palmsig::matcher::make().value();
    palmsig::enroller enroller_ = palmsig::enroller::make(matcher_).value();
    palmsig::gallery gallery_ = palmsig::gallery::make(matcher_, extractor_.encoder_id().value()).value();
};

} // namespace

int main(int count, char **arguments) try {
    terminal shop;
    std::vector<std::string> words(arguments + 1, arguments + count);
    words.emplace_back("--");
    std::vector<std::string> person;
    for (const std::string &word : words) {
        if (word != "--") {
            person.push_back(word);
        } else if (!person.empty()) {
            shop.enrol(person.front(), {person.begin() + 1, person.end()});
            person.clear();
        }
    }
    int number = 0;
    while (const auto seen = next(std::cin)) shop.look(*seen, ++number);
    return 0;
} catch (const std::exception &what) {
    std::cerr << what.what() << '\n';
    return 2;
}
