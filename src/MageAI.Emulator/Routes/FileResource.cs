using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MageAI.Emulation.Http;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Routes;

/// <summary>The files of the project: their list, and their removal. Of the lists there is only the flat one.</summary>
internal sealed class FileResource : Resource
{
    public override string Plural => "files";

    public override string Singular => "file";

    protected override IReadOnlyDictionary<ApiAction, Role> Allowed { get; } = Access(list: Role.Viewer, delete: Role.Editor);

    public override Listing List(Call call)
    {
        if (!call.Query.Flag("flatten"))
        {
            throw Disabled(call);
        }

        // Both are searched for in the whole path. What is not to be there is, unless told otherwise, whatever is hidden.
        Regex wanted = new Regex(call.Query.First("pattern") ?? "", RegexOptions.CultureInvariant);
        string unwanted = call.Query.First("exclude_pattern") is { } told ? told : @"^\.|\/\.";
        return Listing.All(All(call.State)
            .Where(file => wanted.IsMatch(EmulatorState.RepoPath + "/" + file.Path) && (unwanted.Length == 0 || !Regex.IsMatch(EmulatorState.RepoPath + "/" + file.Path, unwanted)))
            .Select(file => Show(EmulatorState.RepoName + "/" + file.Path, Encoding.UTF8.GetByteCount(file.Content), Math.Round(Stamps.Epoch(file.ModifiedAt)))));
    }

    public override object? LoadMember(Call call, string key)
    {
        string path = QueryArguments.Unquote(key);
        return FileContentResource.PathOf(call.State, path) is { } found && All(call.State).Any(file => file.Path == found)
            ? found
            : throw new ApiException(404, "record_not_found", $"File at {path} cannot be found.");
    }

    public override JsonNode? Delete(Call call, object? member)
    {
        string path = (string)member!;
        call.State.Data.Files.Remove(path);
        call.State.Data.Pipelines.RemoveAll(pipeline => PathOf(pipeline) == path);
        call.State.Changed = true;
        return Show(EmulatorState.RepoPath + "/" + path, null, null);
    }

    private static IEnumerable<(string Path, string Content, DateTime ModifiedAt)> All(EmulatorState state) =>
    [
        .. state.Data.Files.Select(file => (file.Key, file.Value.Content, file.Value.ModifiedAt)),
        .. state.Data.Files.Keys.Where(path => path.IndexOf('/') > 0).Select(path => path.Substring(0, path.IndexOf('/'))).Distinct().Select(folder => (folder + "/__init__.py", "", state.Now.Date)),
        .. state.Data.Pipelines.Select(pipeline => (PathOf(pipeline), MetadataYaml.Write(pipeline), pipeline.UpdatedAt)),
    ];

    private static string PathOf(Pipeline pipeline) => $"pipelines/{pipeline.Uuid}/metadata.yaml";

    private static JsonObject Show(string path, int? size, double? modified) => new()
    {
        ["children"] = null,
        ["disabled"] = null,
        ["modified_timestamp"] = modified,
        ["name"] = path.Substring(path.LastIndexOf('/') + 1),
        ["path"] = path,
        ["pipeline_count"] = null,
        ["size"] = size,
    };
}
