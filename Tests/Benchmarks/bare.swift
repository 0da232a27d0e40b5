// A program that does next to nothing, to see what every Swift program takes to start.
print("ready")
