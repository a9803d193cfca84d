"""Writes a trained network as the integers that the engine runs.

    python export.py finder|refiner WEIGHTS.pt OUT.bin

The bytes, little-endian: the number of layers (u16); then each layer: kind, kernel, stride, shift (u8 each), whether
its sums are clipped (u8), input and output channels (u16 each); for convolutions the weights (i16, shape (outputs,
kernel, kernel, inputs), (kernel, kernel, channels) where channels are kept apart) and a bias an output (i32, in units
of the sums). Values between layers have FRACTION fractional bits, weights as many as `shift` says.
"""

import struct
import sys

import numpy as np

import model

FRACTION = 9
DENSE, DEPTHWISE, MIX, KEEP, ADD, ADD_DOUBLED = range(6)
# No sum of inputs up to the clip may reach this.
LIMIT = 1 << 30


class Writer:
    def __init__(self):
        self.layers = []

    def plain(self, kind):
        self.layers.append(struct.pack("<BBBBBHH", kind, 0, 0, 0, 0, 0, 0))

    def unit(self, unit):
        self.convolution(unit.conv, unit.clip)

    def convolution(self, conv, clip):
        weight, bias = (part.detach().double().numpy() for part in (conv.weight, conv.bias))
        kernel, stride = conv.kernel_size[0], conv.stride[0]
        apart = conv.groups > 1
        kind = DEPTHWISE if apart else DENSE if kernel > 1 else MIX
        largest = np.abs(weight).max()
        sums = np.abs(weight).sum((1, 2, 3)) * model.CLIP + np.abs(bias)
        # As many fractional bits as 16-bit weights and 32-bit sums allow.
        shift = int(min(14, np.floor(np.log2(32767 / largest)), np.floor(np.log2(LIMIT / sums.max())) - FRACTION))
        integers = np.round(weight * 2**shift).astype("<i2")
        # (outputs, inputs, kernel, kernel) as the engine reads it.
        ordered = integers[:, 0].transpose(1, 2, 0) if apart else integers.transpose(0, 2, 3, 1)
        biases = np.round(bias * 2.0 ** (shift + FRACTION)).astype("<i4")
        inputs = conv.in_channels
        head = struct.pack("<BBBBBHH", kind, kernel, stride, shift, clip, inputs, conv.out_channels)
        self.layers.append(head + np.ascontiguousarray(ordered).tobytes() + biases.tobytes())

    def step(self, step):
        if step.residual:
            self.plain(KEEP)
        self.unit(step.depth)
        self.unit(step.point)
        if step.residual:
            self.plain(ADD)

    def network(self, net):
        self.unit(net.stem)
        skipped = len(net.down) - 1 - len(net.up)
        for index, stage in enumerate(net.down):
            for step in stage:
                self.step(step)
            if skipped <= index < len(net.down) - 1:
                self.plain(KEEP)
        for up, mix in zip(net.up, net.mix):
            self.unit(up)
            self.plain(ADD_DOUBLED)
            self.step(mix)
        self.convolution(net.head, False)
        return struct.pack("<H", len(self.layers)) + b"".join(self.layers)


def main(name, weights, out):
    net = model.fold(model.load(name, weights).eval())
    data = Writer().network(net)
    with open(out, "wb") as file:
        file.write(data)
    print(f"{out}: {len(data)} bytes, {model.multiplications(net, 96, 96):.1f} million multiplications at 96x96")


if __name__ == "__main__":
    main(*sys.argv[1:])
