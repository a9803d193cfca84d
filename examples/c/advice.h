/* What a terminal tells the person before it: shared by the examples in C and in C++. */
#ifndef ADVICE_H
#define ADVICE_H

#include <palmsig.h>

#include <stdint.h>

static inline const char *advice(uint32_t guidance)
{
    switch (guidance) {
    case PALMSIG_GUIDANCE_GOOD: return "good: keep it there";
    case PALMSIG_GUIDANCE_NO_HAND: return "show your hand";
    case PALMSIG_GUIDANCE_ONE_HAND: return "one hand only";
    case PALMSIG_GUIDANCE_OTHER_SIDE: return "the other hand, or turn it over";
    case PALMSIG_GUIDANCE_OPEN_FINGERS: return "open your fingers";
    case PALMSIG_GUIDANCE_CLOSER: return "come closer";
    case PALMSIG_GUIDANCE_FURTHER: return "move away";
    case PALMSIG_GUIDANCE_TOO_DARK: return "too dark";
    case PALMSIG_GUIDANCE_TOO_BRIGHT: return "too bright";
    case PALMSIG_GUIDANCE_TILTED: return "hold your hand flat";
    case PALMSIG_GUIDANCE_BLURRED:
    case PALMSIG_GUIDANCE_HOLD_STILL: return "hold still";
    default: return "try again";
    }
}

#endif
