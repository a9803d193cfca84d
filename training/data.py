"""Synthetic captures with their ground truth, in memory-mapped arrays, and the samples made from them."""

import json
from pathlib import Path

import cv2
import numpy as np

import augment
from model import (
    FINDER_STRIDE,
    LANDMARKS,
    REFINER_LIFT,
    REFINER_SIDE,
    REFINER_STRIDE,
    REFINER_UNITS,
)

ROWS, COLUMNS = 240, 320


def prepare(folders, out):
    """Gathers what `synthesise` wrote into one array of pictures, one of masks and one of labels."""
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    lines = [(Path(f), json.loads(line)) for f in folders for line in open(Path(f) / "truth.jsonl")]
    pictures = np.lib.format.open_memmap(
        out / "pictures.npy", "w+", np.uint8, (len(lines), ROWS, COLUMNS, 3)
    )
    masks = np.lib.format.open_memmap(out / "masks.npy", "w+", np.uint8, (len(lines), ROWS, COLUMNS))
    labels = np.zeros((len(lines), len(Label.NAMES)), np.float32)
    for i, (folder, truth) in enumerate(lines):
        picture = cv2.imread(str(folder / next(iter(truth["images"].values()))), cv2.IMREAD_COLOR)
        mask = cv2.imread(str(folder / truth["map"]), cv2.IMREAD_COLOR)[..., 2]
        size = [truth["size"]["height"], truth["size"]["width"]]
        # The same factor both ways; what does not fill the array repeats its border.
        scale = min(ROWS / size[0], COLUMNS / size[1])
        shape = (round(size[1] * scale), round(size[0] * scale))
        picture = cv2.resize(picture[..., ::-1], shape, interpolation=cv2.INTER_AREA)
        mask = cv2.resize(mask, shape, interpolation=cv2.INTER_AREA)
        missing = (0, ROWS - shape[1], 0, COLUMNS - shape[0])
        pictures[i] = cv2.copyMakeBorder(picture, *missing, cv2.BORDER_REPLICATE)
        masks[i] = cv2.copyMakeBorder(mask, *missing, cv2.BORDER_REPLICATE)
        labels[i] = Label.read(truth, scale)
    np.save(out / "labels.npy", labels)
    return len(lines)


class Label:
    """What is true of a capture, as a row of numbers; positions are (column, row) in pixels."""

    NAMES = (
        ["middle_x", "middle_y", "up_x", "up_y", "side", "right_hand", "tilt_x", "tilt_y"]
        + [f"{name}_{axis}" for name in LANDMARKS for axis in "xy"]
    )

    @staticmethod
    def read(truth, scale):
        square = truth["square"]
        row = [square["center"][1] * scale, square["center"][0] * scale]
        row += [square["up"][1], square["up"][0], square["side"] * scale, float(truth["hand"] == "right")]
        row += truth["pose"]["tilt"]
        for name in LANDMARKS:
            at = truth["landmarks"][name]
            row += [at[1] * scale, at[0] * scale]
        return row


class Captures:
    """The prepared captures; `share` of them, from the end, are kept aside."""

    def __init__(self, folder, kept_aside=0.04):
        folder = Path(folder)
        self.pictures = np.load(folder / "pictures.npy", mmap_mode="r")
        self.masks = np.load(folder / "masks.npy", mmap_mode="r")
        self.labels = np.load(folder / "labels.npy")
        self.trained = int(len(self.labels) * (1 - kept_aside))

    def draw(self, rng):
        """One capture; of the sets that were prepared first, which are small, more than their share."""
        first = min(2000, self.trained // 4)
        return self[int(rng.integers(first if rng.random() < 0.2 else self.trained))]

    def __getitem__(self, i):
        return self.pictures[i], self.masks[i], self.labels[i]


def warped(picture, mask, matrix, shape, border):
    """Picture and mask seen through an affine map (from source to result), and where the source is."""
    # A picture much reduced would alias: it is halved first.
    shrink = np.sqrt(abs(np.linalg.det(matrix[:, :2])))
    while shrink < 0.6 and min(picture.shape[:2]) > 32:
        half = (picture.shape[1] // 2, picture.shape[0] // 2)
        picture = cv2.resize(picture, half, interpolation=cv2.INTER_AREA)
        mask = cv2.resize(mask, half, interpolation=cv2.INTER_AREA)
        matrix = matrix @ np.array([[2, 0, 0], [0, 2, 0], [0, 0, 1]], np.float64)
        shrink *= 2
    # The centre of the first pixel is at 0.5 here, at 0 there.
    centred = matrix.copy()
    centred[:, 2] += matrix[:, :2] @ [0.5, 0.5] - 0.5
    size = (shape[1], shape[0])
    out = cv2.warpAffine(picture, centred, size, flags=cv2.INTER_LINEAR, borderMode=border)
    alpha = cv2.warpAffine(mask, centred, size, flags=cv2.INTER_LINEAR, borderMode=border)
    ones = np.ones(mask.shape, np.uint8)
    inside = cv2.warpAffine(ones, centred, size, flags=cv2.INTER_NEAREST, borderMode=cv2.BORDER_CONSTANT)
    return out.astype(np.float32), alpha.astype(np.float32) / 255, inside


def moved(label, matrix):
    """A label seen through an affine map without shear; a reflection makes the other hand of it."""
    a = matrix[:, :2]
    scale = np.sqrt(abs(np.linalg.det(a)))
    out = label.copy()
    out[0:2] = a @ label[0:2] + matrix[:, 2]
    out[2:4] = a @ label[2:4] / scale
    out[4] = label[4] * scale
    if np.linalg.det(a) < 0:
        out[5] = 1 - label[5]
    out[8:] = (label[8:].reshape(-1, 2) @ a.T + matrix[:, 2]).reshape(-1)
    return out


def dressed(rng, picture, mask, label):
    """The picture with another background, cut, and otherwise changed."""
    if rng.random() < 0.45:
        alpha = mask[..., None]
        picture = picture * alpha + augment.background(rng, mask.shape) * (1 - alpha)
    seen, valleys = (label[0:2], label[2:4], label[4]), label[10:16].reshape(3, 2)
    kind = rng.random()
    if kind < 0.15:
        picture, mask = augment.cut(rng, picture, mask, seen, valleys)
    elif kind < 0.27:
        picture, mask = augment.plate(rng, picture, mask, seen, valleys, label[8:10])
    return augment.photometric(rng, picture, mask), mask


def finder_sample(captures, rng, shape):
    """Inputs, shape (3, rows, columns), and targets of the finder, shape (outputs + 1, rows / stride,
    columns / stride): the last plane is the weight of "palm", 0 where it may be either."""
    if rng.random() < 0.06:
        picture = augment.photometric(rng, augment.background(rng, shape), np.zeros(shape, np.float32))
        return augment.normalised(picture), finder_targets(None, shape, False)
    picture, mask, label = placed(captures, rng, shape)
    if rng.random() < 0.06:
        over, over_mask, second = placed(captures, rng, shape)
        alpha = over_mask[..., None]
        picture = augment.photometric(rng, picture * (1 - alpha) + over * alpha, np.maximum(mask, over_mask))
        seen = inside(label, shape) and over_mask[int(label[1]), int(label[0])] < 0.3
        behind = finder_targets(label, shape, seen)
        return augment.normalised(picture), overlaid(behind, finder_targets(second, shape, inside(second, shape)))
    picture, _ = dressed(rng, picture, mask, label)
    return augment.normalised(picture), finder_targets(label, shape, inside(label, shape))


def placed(captures, rng, shape):
    """A capture somewhere in a picture of this shape: the picture, its mask, its label."""
    picture, mask, label = captures.draw(rng)
    turn = rng.integers(4) if shape[0] == shape[1] else 2 * rng.integers(2) + (shape[0] > shape[1])
    angle = turn * np.pi / 2 + rng.uniform(-0.3, 0.3)
    fit = min(max(shape) / COLUMNS, min(shape) / ROWS)
    scale = fit * np.exp(rng.uniform(np.log(0.75), np.log(1.5)))
    matrix = similarity(angle, scale, rng.random() < 0.5)
    # Somewhere near the middle; zoomed in, anywhere that shows the palm.
    slack = 0.5 * np.abs(scale / fit - 1) + 0.05
    centre = np.array([shape[1], shape[0]]) * (0.5 + rng.uniform(-slack, slack, 2) * 0.5)
    matrix[:, 2] = centre - matrix[:, :2] @ [COLUMNS / 2, ROWS / 2]
    border = cv2.BORDER_REPLICATE if rng.random() < 0.6 else cv2.BORDER_CONSTANT
    picture, mask, _ = warped(picture, mask, matrix, shape, border)
    return picture, mask, moved(label, matrix)


def inside(label, shape):
    """Whether the middle of the palm lies in the picture."""
    return np.all(label[0:2] > 0) and np.all(label[0:2] < [shape[1], shape[0]])


def similarity(angle, scale, mirrored):
    """Turn (clockwise as seen), scale and perhaps reflection about the origin, shape (2, 3)."""
    c, s = np.cos(angle) * scale, np.sin(angle) * scale
    flip = -1 if mirrored else 1
    return np.array([[c * flip, -s, 0], [s * flip, c, 0]])


def finder_targets(label, shape, seen):
    """What the finder is to say of a palm, where its middle is `seen`; or of no palm."""
    rows, columns = shape[0] // FINDER_STRIDE, shape[1] // FINDER_STRIDE
    y, x = np.mgrid[:rows, :columns].astype(np.float32) + 0.5
    out = np.zeros((7, rows, columns), np.float32)
    out[6] = 1
    if label is None:
        return out
    middle, up, side = label[0:2] / FINDER_STRIDE, label[2:4], label[4] / FINDER_STRIDE
    right, down = middle[0] - x, middle[1] - y
    away = np.hypot(right, down)
    if not seen:
        out[6] = away > 1.2 * side
        return out
    out[0] = away < max(0.45 * side, 0.75)
    out[1], out[2], out[3] = right, down, np.log2(side)
    out[4], out[5] = up
    out[6] = (away > max(0.75 * side, 1.5)) | (out[0] > 0)
    return out


def overlaid(behind, front):
    """Targets of two palms: those of the one in front where it is."""
    out = np.where(front[0] > 0, front, behind)
    out[6] = np.where(out[0] > 0, 1, np.minimum(behind[6], front[6]))
    return out


def frame_matrix(middle, up, side):
    """From the picture to the refiner's crop whose frame is at this place."""
    scale = REFINER_SIDE / REFINER_UNITS / side
    # Up in the crop is (0, -1).
    angle = np.arctan2(up[0], -up[1])
    matrix = similarity(-angle, scale, False)
    wanted = np.array([0.5, 0.5 + REFINER_LIFT / REFINER_UNITS]) * REFINER_SIDE
    matrix[:, 2] = wanted - matrix[:, :2] @ middle
    return matrix


def refiner_sample(captures, rng):
    """Inputs, shape (3, side, side), and targets: heat maps, mask, votes (see `refiner_targets`)."""
    picture, mask, label = captures.draw(rng)
    if rng.random() < 0.5:
        flip = np.array([[-1.0, 0, COLUMNS], [0, 1, 0]])
        picture, mask, label = picture[:, ::-1], mask[:, ::-1], moved(label, flip)
    # As far off as the finder may be, and as near as a first look leaves it.
    wide = rng.choice([0.3, 1.0, 2.0])
    angle, scale = rng.normal(0, 0.16) * wide, np.exp(rng.normal(0, 0.12) * wide)
    offset = rng.normal(0, 0.10, 2) * wide * label[4]
    up = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ label[2:4]
    matrix = frame_matrix(label[0:2] + offset, up, label[4] * scale)
    shape = (REFINER_SIDE, REFINER_SIDE)
    picture, mask, inside = warped(picture, mask, matrix, shape, cv2.BORDER_CONSTANT)
    label = moved(label, matrix)
    picture, mask = dressed(rng, picture, mask, label)
    return augment.normalised(picture, inside), *refiner_targets(label, mask * inside, inside)


def refiner_targets(label, mask, inside):
    """Heat maps with the mask as their last plane, shape (landmarks + 1, cells, cells); the frame's four errors
    for the votes: middle (columns, rows) in cells, logarithm of scale, turn; right hand; tilt, shape (7,)."""
    cells = REFINER_SIDE // REFINER_STRIDE
    y, x = np.mgrid[:cells, :cells].astype(np.float32) + 0.5
    maps = np.zeros((len(LANDMARKS) + 1, cells, cells), np.float32)
    for k, (column, row) in enumerate(label[8:].reshape(-1, 2)):
        seen = 0 <= column < REFINER_SIDE and 0 <= row < REFINER_SIDE and inside[int(row), int(column)]
        if seen:
            squared = (x - column / REFINER_STRIDE) ** 2 + (y - row / REFINER_STRIDE) ** 2
            maps[k] = np.exp(-squared / 2)
    maps[-1] = cv2.resize(mask, (cells, cells), interpolation=cv2.INTER_AREA)
    scale = np.log(label[4] / (REFINER_SIDE / REFINER_UNITS))
    turn = np.arctan2(label[2], -label[3])
    # Foreshortening does not tell which side is the nearer one: tilt has no sign.
    tilt = np.abs(label[6:8])
    votes = [label[0] / REFINER_STRIDE, label[1] / REFINER_STRIDE, scale, turn, label[5], *tilt]
    return maps, np.array(votes, np.float32)
