"""The two networks that find a palm, built from the few operations that the engine's integer runner knows.

Every convolution is followed by a clipped rectifier unless it ends a network or joins a residual sum. `CLIP`
bounds what enters a convolution, so that the engine's 32-bit sums cannot overflow.
"""

import torch
from torch import nn
from torch.nn import functional as F

CLIP = 16.0
INPUTS = 3

# What the finder says of a cell: whether it lies on a palm, where the middle of that palm is (columns and rows
# away, in cells), the logarithm (base 2) of its side in cells, the direction of the fingers.
FINDER_OUTPUTS = ["palm", "right", "down", "size", "up_right", "up_down"]
FINDER_STRIDE = 8

LANDMARKS = [
    "thumb_index",
    "index_middle",
    "middle_ring",
    "ring_little",
    "radial_edge",
    "ulnar_edge",
    "radial_wrist",
    "ulnar_wrist",
]
# What the refiner says of a cell: a landmark each, the hand, and votes: how far the frame of the crop is off
# (columns and rows in palm units, natural logarithm of scale, radians), how sure that is, hand, size of the tilt about
# the palm's horizontal and vertical axis (radians).
REFINER_OUTPUTS = LANDMARKS + ["mask", "right", "down", "scale", "turn", "trust", "hand", "tilt_x", "tilt_y"]
REFINER_STRIDE = 4
REFINER_SIDE = 96
# Palm units along one side of the refiner's crop, and how far its middle lies above that of the palm square.
REFINER_UNITS = 2.82
REFINER_LIFT = 0.15


class Unit(nn.Module):
    """A convolution with batch normalisation, or once that is folded in without; and a clipped rectifier where `clip`
    says so."""

    def __init__(self, inputs, outputs, kernel=1, stride=1, depthwise=False, clip=True):
        super().__init__()
        groups = inputs if depthwise else 1
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False)
        self.norm = nn.BatchNorm2d(outputs)
        self.clip = clip

    def forward(self, x):
        y = self.norm(self.conv(x))
        return clipped(y) if self.clip else y

    def fold(self):
        """Takes the normalisation into the convolution."""
        conv, norm = self.conv, self.norm
        if isinstance(norm, nn.Identity):
            return
        scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        conv.weight = nn.Parameter((conv.weight * scale[:, None, None, None]).detach())
        conv.bias = nn.Parameter((norm.bias - norm.running_mean * scale).detach())
        self.norm = nn.Identity()


def clipped(x):
    # Its gradient takes a third of the time of that of `torch.clamp`.
    return F.hardtanh(x, 0.0, CLIP)


class Step(nn.Module):
    """A depthwise and a pointwise convolution; a residual sum where shapes allow."""

    def __init__(self, inputs, outputs, stride=1, kernel=3):
        super().__init__()
        self.residual = stride == 1 and inputs == outputs
        self.depth = Unit(inputs, inputs, kernel, stride, depthwise=True)
        self.point = Unit(inputs, outputs, clip=not self.residual)

    def forward(self, x):
        y = self.point(self.depth(x))
        return clipped(x + y) if self.residual else y


class Hourglass(nn.Module):
    """Down through `stages` of (channels, steps), each at half the resolution of the one before, and up again to
    the stage `back` steps from the deepest; then `outputs` numbers a cell."""

    def __init__(self, stem, stages, back, outputs):
        super().__init__()
        self.stem = Unit(INPUTS, stem, kernel=3, stride=2)
        self.down = nn.ModuleList()
        width = stem
        for index, (channels, steps) in enumerate(stages):
            kernel = 5 if index == len(stages) - 1 else 3
            chain = [Step(width, channels, stride=2)]
            chain += [Step(channels, channels, kernel=kernel) for _ in range(steps)]
            self.down.append(nn.Sequential(*chain))
            width = channels
        self.up = nn.ModuleList()
        self.mix = nn.ModuleList()
        for channels, _ in reversed(stages[len(stages) - 1 - back : -1]):
            self.up.append(Unit(width, channels, clip=False))
            self.mix.append(Step(channels, channels))
            width = channels
        self.head = nn.Conv2d(width, outputs, 1)

    def forward(self, x):
        x = self.stem(x)
        kept = []
        for stage in self.down:
            x = stage(x)
            kept.append(x)
        kept.pop()
        for up, mix in zip(self.up, self.mix):
            x = F.interpolate(up(x), scale_factor=2, mode="nearest")
            x = mix(clipped(x + kept.pop()))
        return self.head(x)


def finder():
    return Hourglass(16, [(32, 1), (64, 2), (96, 3)], back=1, outputs=len(FINDER_OUTPUTS))


def refiner():
    return Hourglass(16, [(48, 2), (64, 3), (96, 3)], back=2, outputs=len(REFINER_OUTPUTS))


def fold(net):
    """Takes all normalisations into their convolutions: what is shipped, and a third faster to go on training."""
    for unit in net.modules():
        if isinstance(unit, Unit):
            unit.fold()
    return net


def load(name, path):
    """A network as it was saved, with its normalisations or folded."""
    state = torch.load(path)
    net = {"finder": finder, "refiner": refiner}[name]()
    if not any("running_mean" in key for key in state):
        fold(net)
    net.load_state_dict(state)
    return net


def multiplications(net, rows, columns):
    """Millions of multiplications for one picture."""
    total = 0

    def count(module, _inputs, output):
        nonlocal total
        weights = module.weight.shape
        total += output.shape[2] * output.shape[3] * weights[0] * weights[1] * weights[2] * weights[3]

    hooks = [m.register_forward_hook(count) for m in net.modules() if isinstance(m, nn.Conv2d)]
    with torch.no_grad():
        net(torch.zeros(1, INPUTS, rows, columns))
    for hook in hooks:
        hook.remove()
    return total / 1e6
