import Foundation
import FuzzTargets
import Testing

/// The inputs that fuzzing begins with, and those that once made something fail.
struct ReplayTests {
  @Test(arguments: FuzzTarget.allCases)
  func `every input of the corpus passes`(target: FuzzTarget) throws {
    let folder = URL(filePath: #filePath).appending(path: "../../Corpus/\(target)").standardized
    let inputs = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    #expect(!inputs.isEmpty)
    for input in inputs { target.run(Array(try Data(contentsOf: input))) }
  }
}
