"""Trains a network for so many minutes and keeps the running mean of its weights.

    python train.py finder|refiner --data FOLDER --out FILE.pt [--minutes 40] [--start FILE.pt]
"""

import argparse
import time

import numpy as np
import torch
from torch.nn import functional as F

import model
from data import Captures, finder_sample, refiner_sample

BATCH = 24
RATE = 1e-3
DECAY = 1e-4
MEAN_OF = 1000  # steps over which the running mean of the weights reaches
FINDER_SHAPES = [(96, 128), (128, 96), (112, 112)]


def finder_batch(captures, rng):
    shape = FINDER_SHAPES[rng.integers(len(FINDER_SHAPES))]
    samples = [finder_sample(captures, rng, shape) for _ in range(BATCH)]
    return [torch.from_numpy(np.stack(part)) for part in zip(*samples)]


def finder_loss(net, inputs, targets):
    out = net(inputs)
    palm, known = targets[:, 0], targets[:, 6]
    doubt = F.binary_cross_entropy_with_logits(out[:, 0], palm, reduction="none") * known
    inside = palm / palm.sum().clamp(min=1)
    # Distances count in parts of the palm's side.
    side = torch.exp2(targets[:, 3])
    away = (huber(out[:, 1] - targets[:, 1]) + huber(out[:, 2] - targets[:, 2])) / side
    frame = away + huber(out[:, 3] - targets[:, 3])
    frame = frame + huber(out[:, 4] - targets[:, 4]) + huber(out[:, 5] - targets[:, 5])
    parts = {"palm": 20 * doubt.mean(), "frame": (frame * inside).sum()}
    with torch.no_grad():
        turn = torch.acos(
            F.cosine_similarity(out[:, 4:6], targets[:, 4:6], dim=1).clamp(-0.9999, 0.9999)
        )
        parts["turn_deg"] = (turn * inside).sum() * 57.3
        parts["away_units"] = (torch.hypot(*(out[:, 1:3] - targets[:, 1:3]).unbind(1)) / side * inside).sum()
    return parts["palm"] + parts["frame"], parts


def huber(x, knee=0.05):
    return F.smooth_l1_loss(x, torch.zeros_like(x), beta=knee, reduction="none")


def refiner_batch(captures, rng):
    samples = [refiner_sample(captures, rng) for _ in range(BATCH)]
    return [torch.from_numpy(np.stack(part)) for part in zip(*samples)]


def refiner_loss(net, inputs, maps, truth):
    out = net(inputs)
    n = len(model.LANDMARKS)
    heat = F.binary_cross_entropy_with_logits(out[:, :n], maps[:, :n], reduction="none")
    mask = F.binary_cross_entropy_with_logits(out[:, n], maps[:, n], reduction="none")
    votes, trust = frame_votes(out)
    errors = vote_errors(votes, truth)
    weights = torch.softmax(trust.flatten(1), dim=1).reshape(trust.shape)
    # Every cell of the crop's middle is to vote well, and all of them together better.
    middle = torch.zeros_like(weights)
    cells = trust.shape[-1]
    middle[:, cells // 6 : cells * 5 // 6, cells // 6 : cells * 5 // 6] = 1
    each = huber(errors).sum(1)
    together = (votes * weights[:, None]).sum((2, 3), keepdim=True)
    joint = vote_errors(together, truth, whole=True)
    hand = (out[:, n + 6] * weights).sum((1, 2))
    tilt = (out[:, n + 7 : n + 9] * weights[:, None]).sum((2, 3))
    parts = {
        "heat": 20 * heat.mean(),
        "mask": mask.mean(),
        "each": 0.5 * (each * middle).sum() / middle.sum(),
        "joint": 8 * huber(joint, 0.02).sum(1).mean(),
        "hand": 0.2 * F.binary_cross_entropy_with_logits(hand, truth[:, 4]),
        "tilt": 0.3 * huber(tilt - truth[:, 5:7], 0.1).sum(1).mean(),
    }
    total = sum(parts.values())
    with torch.no_grad():
        j = joint[:, :, 0, 0]
        parts["shift_units"] = torch.hypot(j[:, 0], j[:, 1]).median()
        parts["log_scale"] = j[:, 2].abs().median()
        parts["turn_deg"] = j[:, 3].abs().median() * 57.3
        parts["hand_wrong"] = ((hand > 0) != (truth[:, 4] > 0)).float().mean()
        parts["tilt_deg"] = (tilt - truth[:, 5:7]).abs().mean() * 57.3
    return total, parts


def frame_votes(out):
    """The four votes of each cell, the middle as columns and rows of the crop in palm units; the trust in them."""
    n = len(model.LANDMARKS) + 1
    cells = out.shape[-1]
    units = model.REFINER_UNITS / cells
    at = (torch.arange(cells, dtype=out.dtype) + 0.5) * units
    right = out[:, n] + at[None, None, :]
    down = out[:, n + 1] + at[None, :, None]
    return torch.stack([right, down, out[:, n + 2], out[:, n + 3]], 1), out[:, n + 4]


def vote_errors(votes, truth, whole=False):
    units = model.REFINER_UNITS * model.REFINER_STRIDE / model.REFINER_SIDE
    wanted = torch.stack([truth[:, 0] * units, truth[:, 1] * units, truth[:, 2], truth[:, 3]], 1)
    return votes - wanted[:, :, None, None]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network", choices=["finder", "refiner"])
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--start", help="weights to go on from, with their normalisations folded in")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(1)
    rng = np.random.default_rng(arguments.seed)
    captures = Captures(arguments.data)
    if arguments.start:
        net = model.fold(model.load(arguments.network, arguments.start).eval())
    else:
        net = getattr(model, arguments.network)()
    net = net.train().to(memory_format=torch.channels_last)
    batch, loss = {
        "finder": (finder_batch, finder_loss),
        "refiner": (refiner_batch, refiner_loss),
    }[arguments.network]
    mean = torch.optim.swa_utils.AveragedModel(
        net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(1 - 1 / MEAN_OF), use_buffers=True
    )
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    begin, step, sums = time.time(), 0, {}
    while True:
        done = (time.time() - begin) / 60 / arguments.minutes
        if done >= 1:
            break
        warm = min(1.0, (step + 1) / 200)
        optimiser.param_groups[0]["lr"] = RATE * warm * (0.5 * (1 + np.cos(np.pi * done)) + 0.002)
        inputs, *targets = batch(captures, rng)
        optimiser.zero_grad(set_to_none=True)
        total, parts = loss(net, inputs.to(memory_format=torch.channels_last), *targets)
        total.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimiser.step()
        mean.update_parameters(net)
        step += 1
        for name, value in parts.items():
            sums[name] = sums.get(name, 0) + value.item()
        if step % 100 == 0:
            shown = " ".join(f"{k} {v / 100:.4f}" for k, v in sums.items())
            print(f"{done:5.1%} step {step} {shown}", flush=True)
            sums = {}
        if step % 500 == 0:
            torch.save(mean.module.state_dict(), arguments.out)
    torch.save(mean.module.state_dict(), arguments.out)


if __name__ == "__main__":
    main()
