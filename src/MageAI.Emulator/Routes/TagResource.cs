using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Routes;

internal sealed class TagResource : Resource
{
    public override string Plural => "tags";

    public override string Singular => "tag";

    protected override IReadOnlyDictionary<ApiAction, Role> Allowed { get; } = Access(list: Role.Viewer, create: Role.Editor);

    public override Listing List(Call call)
    {
        EmulatorData data = call.State.Data;
        List<string> names = data.Tags.Select(t => t.Name).Concat(data.Pipelines.SelectMany(p => p.Tags)).Distinct().OrderBy(n => n, StringComparer.Ordinal).ToList();
        return Listing.Page(call, names, n => Show(n, data.Tags.FirstOrDefault(t => t.Name == n)));
    }

    public override JsonNode? Create(Call call)
    {
        if (call.Payload.ContainsKey("uuid"))
        {
            throw new PythonException("property 'uuid' of 'Tag' object has no setter", "AttributeError");
        }

        string name = PythonJson.Text(call.Payload["name"]) ?? throw PythonException.NoneHasNo("name");
        if (call.State.Data.Tags.Any(t => t.Name == name))
        {
            throw new PythonException(
                $"(sqlite3.IntegrityError) UNIQUE constraint failed: tag.name\n[SQL: INSERT INTO tag (description, name) VALUES (?, ?)]\n[parameters: (None, '{name}')]\n(Background on this error at: https://sqlalche.me/e/14/gkpj)",
                "sqlalchemy.exc.IntegrityError");
        }

        call.State.EnsureTag(name);
        Tag tag = call.State.Data.Tags.First(t => t.Name == name);
        tag.Description = PythonJson.Text(call.Payload["description"]);
        call.State.Changed = true;
        return Show(name, tag);
    }

    private static JsonObject Show(string name, Tag? tag) => new()
    {
        ["description"] = tag?.Description,
        ["id"] = tag?.Id,
        ["name"] = name,
        ["uuid"] = name,
    };
}
