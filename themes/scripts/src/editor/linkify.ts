// markdown-it makes this once and never asks it: our grammar makes no links of bare addresses.

export default class NoLinks {}
