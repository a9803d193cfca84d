"""What cameras, backgrounds and people do to a picture, at random, so that a network does not learn the renderer.

Pictures are float32, shape (rows, columns, 3), 0..255; masks float32, shape (rows, columns), 0..1.
"""

import cv2
import numpy as np


def smooth_field(rng, shape, cells):
    """A smooth random field of mean 0 and deviation about 1, with `cells` bumps along a side."""
    coarse = rng.standard_normal((max(2, cells), max(2, cells))).astype(np.float32)
    return cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)


def random_colour(rng):
    """Any colour, greys most often."""
    grey = rng.uniform(0, 255) * np.ones(3)
    return np.clip(grey + rng.normal(0, 1, 3) * rng.choice([3, 25, 60]), 0, 255).astype(np.float32)


def background(rng, shape):
    """What may lie behind a hand: flat, shaded, patterned, cluttered or noisy."""
    rows, columns = shape
    base = np.broadcast_to(random_colour(rng), (rows, columns, 3)).copy()
    kind = rng.integers(6)
    if kind >= 1:
        fields = smooth_field(rng, shape, int(rng.integers(2, 6)))
        base += fields[..., None] * rng.uniform(4, 50) * rng.uniform(0.6, 1.4, 3).astype(np.float32)
    if kind == 2:
        base = striped(rng, base)
    if kind >= 3:
        for _ in range(int(rng.integers(2, 24))):
            shape_on(rng, base)
    if kind == 4:
        fine = smooth_field(rng, shape, int(rng.integers(12, 60)))
        base += fine[..., None] * rng.uniform(5, 45)
    if kind == 5:
        levels = int(rng.integers(3, 7))
        patches = np.round(smooth_field(rng, shape, int(rng.integers(4, 14))) * levels / 2) / levels * 2
        base += patches[..., None] * rng.uniform(10, 60) * rng.uniform(0.3, 1.5, 3).astype(np.float32)
    if rng.random() < 0.3:
        base = cv2.GaussianBlur(base, (0, 0), rng.uniform(0.6, 3))
    return np.clip(base, 0, 255)


def striped(rng, base):
    """Stripes, or checks where they cross."""
    rows, columns = base.shape[:2]
    y, x = np.mgrid[:rows, :columns].astype(np.float32)
    angle, period = rng.uniform(0, np.pi), rng.uniform(3, 30)
    wave = np.sin((x * np.cos(angle) + y * np.sin(angle)) * 2 * np.pi / period)
    if rng.random() < 0.4:
        wave = wave + np.sin((y * np.cos(angle) - x * np.sin(angle)) * 2 * np.pi / period)
    if rng.random() < 0.5:
        wave = np.sign(wave)
    return base + wave[..., None] * rng.uniform(5, 60)


def shape_on(rng, picture):
    """Draws an ellipse, a bar or a line of any colour, in place."""
    rows, columns = picture.shape[:2]
    colour = [float(v) for v in random_colour(rng)]
    at = (int(rng.integers(columns)), int(rng.integers(rows)))
    size = rng.uniform(0.02, 0.35) * max(rows, columns)
    kind = rng.integers(3)
    if kind == 0:
        axes = (int(size * rng.uniform(0.2, 1)) + 1, int(size) + 1)
        cv2.ellipse(picture, at, axes, rng.uniform(0, 180), 0, 360, colour, -1, cv2.LINE_AA)
    elif kind == 1:
        box = (at, (size * rng.uniform(0.1, 1), size * 2), rng.uniform(0, 180))
        cv2.fillConvexPoly(picture, cv2.boxPoints(box).astype(np.int32), colour, cv2.LINE_AA)
    else:
        angle = rng.uniform(0, np.pi)
        end = (int(at[0] + 3 * size * np.cos(angle)), int(at[1] + 3 * size * np.sin(angle)))
        cv2.line(picture, at, end, colour, int(rng.integers(1, 4)), cv2.LINE_AA)


def half_plane(shape, point, normal):
    """1 on the side of `point` that `normal` (columns, rows) points to."""
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    along = (x + 0.5 - point[0]) * normal[0] + (y + 0.5 - point[1]) * normal[1]
    return np.clip(along + 0.5, 0, 1)


def cut(rng, picture, mask, frame, valleys):
    """Hides fingertips, wrist, or both, as masks of sensors and edges of tables do, and perhaps what stands between
    fingers, as pegs do. `frame` is the middle of the palm (column, row), the direction of the fingers and the palm's
    side; `valleys` are those of the four fingers, shape (3, 2)."""
    middle, up, side = frame
    hidden = np.zeros_like(mask)
    what = rng.integers(3)
    if what != 1:
        hidden = np.maximum(hidden, half_plane(mask.shape, middle + up * side * rng.uniform(0.95, 1.7), slanted(rng, up)))
    if what != 0:
        hidden = np.maximum(hidden, half_plane(mask.shape, middle - up * side * rng.uniform(0.6, 1.0), slanted(rng, -up)))
    for valley, share in zip(valleys, (0.25, 0.6, 0.25)):
        if what != 1 and rng.random() < share:
            bay(rng, hidden, valley, up, side, (0.05, 0.2))
    fill = background(rng, mask.shape) if rng.random() < 0.25 else rng.uniform(0, 30)
    picture = picture * (1 - hidden[..., None]) + fill * hidden[..., None]
    return picture, mask * (1 - hidden)


def plate(rng, picture, mask, frame, valleys, thumb):
    """Shows the hand as a sensor with an opening and pegs does: fingers cut short, the wrist cut straight, the thumb
    outside, wide pegs between fingers, all of it dark. `thumb` is a point on the thumb's side; the rest as in `cut`."""
    middle, up, side = frame
    across = np.array([-up[1], up[0]]) * np.sign(np.dot([-up[1], up[0]], thumb - middle))
    hidden = half_plane(mask.shape, middle + up * side * rng.uniform(0.95, 1.6), slanted(rng, up, 0.2))
    hidden = np.maximum(hidden, half_plane(mask.shape, middle - up * side * rng.uniform(0.55, 1.0), slanted(rng, -up)))
    for direction, chance in ((across, 0.8), (-across, 0.3)):
        if rng.random() < chance:
            edge = middle + direction * side * rng.uniform(0.6, 0.95)
            hidden = np.maximum(hidden, half_plane(mask.shape, edge, slanted(rng, direction)))
    wide = rng.integers(4)
    for k, valley in enumerate(valleys):
        if rng.random() < 0.85:
            bay(rng, hidden, valley, up, side, (0.12, 0.3) if k == wide else (0.04, 0.14))
    dark = rng.uniform(0, 14) + rng.uniform(0, 6) * np.abs(smooth_field(rng, mask.shape, 40))[..., None]
    hidden = cv2.GaussianBlur(hidden, (0, 0), rng.uniform(0.3, 1.0)) if rng.random() < 0.6 else hidden
    behind = picture * mask[..., None] + dark * (1 - mask[..., None])
    return behind * (1 - hidden[..., None]) + dark * hidden[..., None], mask * (1 - hidden)


def slanted(rng, direction, deviation=0.1):
    """A direction turned by some radians."""
    angle = rng.normal(0, deviation)
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, -s], [s, c]]) @ direction


def bay(rng, hidden, valley, up, side, half_widths):
    """Hides a box that begins at a valley and reaches out between the fingers, in place."""
    across = np.array([-up[1], up[0]]) * side * rng.uniform(*half_widths)
    start = valley + up * side * rng.uniform(-0.04, 0.06)
    end = start + up * side * rng.uniform(0.5, 1.5)
    corners = np.array([start - across, start + across, end + across, end - across])
    cv2.fillConvexPoly(hidden, corners.astype(np.int32), 1.0, cv2.LINE_AA)


def photometric(rng, picture, mask):
    """Light, colour, tone curve, blur, noise; things that lie about; loss of colour."""
    picture = np.asarray(picture, np.float32)
    shape = picture.shape[:2]
    alpha = mask[..., None]
    if rng.random() < 0.4:
        gain = np.exp(rng.normal(0, 0.3)) * np.exp(rng.normal(0, 0.1, 3))
        picture = picture * (1 + alpha * (gain - 1).astype(np.float32))
    if rng.random() < 0.5:
        light = cv2.exp(smooth_field(rng, shape, int(rng.integers(2, 5))) * rng.uniform(0.05, 0.4))
        picture = picture * light[..., None]
    for _ in range(int(rng.integers(1, 7)) if rng.random() < 0.3 else 0):
        small_thing(rng, picture)
    picture = picture * np.exp(rng.normal(0, 0.08, 3)).astype(np.float32)
    if rng.random() < 0.35:
        picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.3, 1.4))
    picture = np.clip(picture, 0, 255)
    if rng.random() < 0.6:
        picture = 255 * cv2.pow(picture / 255, np.exp(rng.normal(0, 0.35)))
    if rng.random() < 0.5:
        picture = picture * rng.uniform(0.4, 1.25) + rng.uniform(-10, 25)
    if rng.random() < 0.7:
        noise = rng.standard_normal(picture.shape, np.float32)
        picture = picture + noise * rng.uniform(0.5, 9)
    if rng.random() < 0.4:
        luma = picture @ np.array([0.299, 0.587, 0.114], np.float32)
        picture = np.repeat(luma[..., None], 3, axis=2)
    return np.clip(np.round(picture), 0, 255)


def small_thing(rng, picture):
    """A peg, a ring, a thread, a highlight: small, anywhere, in place."""
    rows, columns = picture.shape[:2]
    at = (int(rng.integers(columns)), int(rng.integers(rows)))
    colour = [float(v) for v in random_colour(rng)]
    size = rng.uniform(0.01, 0.05) * max(rows, columns)
    axes = (int(size) + 1, int(size * rng.uniform(0.3, 1)) + 1)
    cv2.ellipse(picture, at, axes, rng.uniform(0, 180), 0, 360, colour, -1, cv2.LINE_AA)


def normalised(picture, inside=None):
    """The three inputs of a network, shape (3, rows, columns): root of the luma about its mean in deviations, red
    minus green, green minus blue. `inside` is 0 beyond the picture, where all inputs are 0."""
    levels = np.sqrt(picture @ np.array([0.299, 0.587, 0.114], np.float32) * 255)
    known = levels if inside is None else levels[inside > 0]
    mean, deviation = (known.mean(), max(known.std(), 8.0)) if known.size else (0.0, 8.0)
    planes = np.stack(
        [
            np.clip((levels - mean) / deviation, -8, 8),
            np.clip((picture[..., 0] - picture[..., 1]) / 32, -4, 4),
            np.clip((picture[..., 1] - picture[..., 2]) / 32, -4, 4),
        ]
    ).astype(np.float32)
    return planes if inside is None else planes * (inside > 0)
