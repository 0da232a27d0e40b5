internal import ArgumentParser

/// The options of every command that runs lines.
struct LineOptions: ParsableArguments {
  @OptionGroup var style: StyleOptions
  @OptionGroup var folders: FolderOptions
  @OptionGroup var engine: EngineOptions
}
