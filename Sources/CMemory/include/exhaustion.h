#pragma once

// What happens when there is no memory left: the process says so, and ends with status 71.
//
// Nothing in a Swift program can go on without memory, and the runtime's own message needs some: where none is left at
// all, it crashes. So the program that links this gets `malloc` and its kin from here. They are those of the C library,
// but for not returning null.
