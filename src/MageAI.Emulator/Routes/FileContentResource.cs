using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using MageAI.Emulation.Http;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Routes;

/// <summary>Project files: the code of blocks, and each pipeline's metadata.yaml, which is written out of the pipeline when read.</summary>
internal sealed class FileContentResource : Resource
{
    public override string Plural => "file_contents";

    public override string Singular => "file_content";

    protected override IReadOnlyDictionary<ApiAction, Role> Allowed { get; } = Access(detail: Role.Viewer, update: Role.Editor);

    public override object? LoadMember(Call call, string key) => PathOf(call.State, QueryArguments.Unquote(key));

    /// <summary>
    /// The path within the project; null where Mage finds no file. A path of which Mage does not know the first folder stands for the first file that ends
    /// with it.
    /// </summary>
    internal static string? PathOf(EmulatorState state, string path)
    {
        if (path.StartsWith(EmulatorState.RepoPath + "/", StringComparison.Ordinal))
        {
            return path.Substring(EmulatorState.RepoPath.Length + 1);
        }

        if (path.StartsWith("emulator/", StringComparison.Ordinal))
        {
            return path.Substring("emulator/".Length);
        }

        if (path.StartsWith("/", StringComparison.Ordinal))
        {
            throw ApiException.Invalid($"File at path: {path} is not in the project directory.");
        }

        SortedDictionary<string, ProjectFile> files = state.Data.Files;
        string folder = path.IndexOf('/') is > 0 and var slash ? path.Substring(0, slash) : "";
        if (folder == "pipelines" || files.ContainsKey(path) || files.Keys.Any(f => folder.Length > 0 && f.StartsWith(folder + "/", StringComparison.Ordinal)))
        {
            return path;
        }

        return files.Keys.FirstOrDefault(f => f.EndsWith(path, StringComparison.Ordinal));
    }

    public override JsonNode? Detail(Call call, object? member)
    {
        if (member is not string path)
        {
            return Show("", "", null, null);
        }

        if (MetadataOf(call.State, path) is { } pipeline)
        {
            return Show(path, MetadataYaml.Write(pipeline), pipeline.UpdatedAt);
        }

        return call.State.Data.Files.TryGetValue(path, out ProjectFile file) ? Show(path, file.Content, file.ModifiedAt) : Show(path, "", null);
    }

    public override JsonNode? Update(Call call, object? member)
    {
        string path = member as string ?? QueryArguments.Unquote(call.Key!);
        string top = path.Split('/')[0];
        if (member is null && top is not ("pipelines" or "data_loaders" or "transformers" or "data_exporters" or "sensors" or "custom" or "scratchpads" or "callbacks" or "conditionals" or "extensions" or "utils"))
        {
            throw new PythonException($"[Errno 21] Is a directory: '{EmulatorState.RepoPath}/'", "IsADirectoryError");
        }

        string content = PythonJson.Text(call.Payload["content"]) ?? "";
        EmulatorState state = call.State;
        if (path.StartsWith("pipelines/", StringComparison.Ordinal) && path.EndsWith("/metadata.yaml", StringComparison.Ordinal))
        {
            string uuid = path.Split('/')[1];
            Pipeline? pipeline = state.FindPipeline(uuid);
            if (pipeline is null)
            {
                state.Data.Pipelines.Add(pipeline = new Pipeline { Uuid = uuid, Name = uuid });
            }

            string[] before = [.. pipeline.Blocks.Select(block => block.FilePath)];
            MetadataYaml.Read(content, pipeline);
            string[] after = [.. pipeline.Blocks.Select(block => block.FilePath)];
            pipeline.StillCounted.UnionWith(before.Except(after).Except(pipeline.NotCounted));
            pipeline.NotCounted.UnionWith(after.Except(before).Except(pipeline.StillCounted));
            pipeline.UpdatedAt = state.FileNow();
            state.Changed = true;
            return Show(path, content, pipeline.UpdatedAt);
        }

        state.WriteFile(path, content);
        state.Changed = true;
        return Show(path, content, state.Data.Files[path].ModifiedAt);
    }

    private static Pipeline? MetadataOf(EmulatorState state, string path)
    {
        string[] parts = path.Split('/');
        return parts.Length == 3 && parts[0] == "pipelines" && parts[2] == "metadata.yaml" ? state.FindPipeline(parts[1]) : null;
    }

    private static JsonObject Show(string path, string content, DateTime? modified) =>
        Show(path.Substring(path.LastIndexOf('/') + 1), EmulatorState.RepoPath + "/" + path, modified, modified is null ? null : Encoding.UTF8.GetByteCount(content), content);

    private static JsonObject Show(string name, string path, DateTime? modified, int? size, string content = "") => new()
    {
        ["content"] = content,
        ["modified_timestamp"] = modified is { } at ? Stamps.Epoch(at) : null,
        ["name"] = name,
        ["path"] = path,
        ["size"] = size,
    };
}
