"""Draws samples with their targets, to be looked at before hours are spent on learning them."""

import sys

import cv2
import numpy as np

from data import Captures, finder_sample, refiner_sample


def shown(inputs):
    luma = np.clip(inputs[0] * 50 + 128, 0, 255)
    red, green, blue = inputs[1] * 32, 0 * inputs[1], -inputs[2] * 32
    return np.clip(np.stack([luma + blue, luma + green, luma + red], -1), 0, 255).astype(np.uint8)


def main(folder, out):
    captures, rng = Captures(folder), np.random.default_rng(5)
    tiles = []
    for i in range(24):
        inputs, targets = finder_sample(captures, rng, (96, 128))
        tile = cv2.resize(shown(inputs), None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)
        cells = np.argwhere(targets[0] > 0)
        for y, x in cells[:1]:
            at = (np.array([x, y]) + 0.5 + targets[1:3, y, x]) * 16
            tip = at + targets[4:6, y, x] * 16 * 2.0 ** targets[3, y, x]
            cv2.arrowedLine(tile, tuple(at.astype(int)), tuple(tip.astype(int)), (0, 0, 255), 2)
        tiles.append(tile)
    cv2.imwrite(f"{out}-finder.png", np.vstack([np.hstack(tiles[k : k + 6]) for k in range(0, 24, 6)]))
    tiles = []
    for i in range(24):
        inputs, maps, votes = refiner_sample(captures, rng)
        tile = cv2.resize(shown(inputs), None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)
        for plane in maps[:-1]:
            if plane.max() > 0.3:
                y, x = np.unravel_index(plane.argmax(), plane.shape)
                cv2.circle(tile, (int(x * 8 + 4), int(y * 8 + 4)), 3, (0, 255, 0), -1)
        at = votes[0:2] * 8
        tip = at + 34 * np.array([np.sin(votes[3]), -np.cos(votes[3])]) * np.exp(votes[2])
        colour = (0, 0, 255) if votes[4] else (255, 0, 0)
        cv2.arrowedLine(tile, tuple(at.astype(int)), tuple(tip.astype(int)), colour, 2)
        tiles.append(tile)
    cv2.imwrite(f"{out}-refiner.png", np.vstack([np.hstack(tiles[k : k + 8]) for k in range(0, 24, 8)]))


if __name__ == "__main__":
    main(*sys.argv[1:])
