internal import Rendering

/// The measures of a picture of the heap, in pixels at a scale of 1: those of the `.svg` picture, and those that the page
/// is given with its data.
enum Measures {
  static let cardWidth = 172
  static let cardHeight = 84
  /// The room between two columns, for wires that run up or down.
  static let laneWidth = 52
  /// The room above a row, for wires that run across.
  static let channelHeight = 30
  /// The room for the names above a card.
  static let labelHeight = 32
  /// How far from a card's top the wires leave it and come in.
  static let portY = 44
  /// The distance between two wires side by side.
  static let wireStep = 7

  static let json = JSON.object([
    ("cardWidth", .integer(cardWidth)), ("cardHeight", .integer(cardHeight)),
    ("laneWidth", .integer(laneWidth)),
    ("channelHeight", .integer(channelHeight)), ("labelHeight", .integer(labelHeight)),
    ("portY", .integer(portY)), ("wireStep", .integer(wireStep)),
  ])
}
