using System.Text.RegularExpressions;

namespace MageAI.Transport;

/// <summary>What the text of an uncaught exception of Mage means (0.9.79: its source, recordings, and by experiment).</summary>
/// <param name="Id">The error's name. Any but <see cref="MageErrorId.ServerError"/> says that nothing came of what was asked; that may come after Mage has saved.</param>
/// <param name="Action">What to do about it.</param>
internal sealed record KnownText(MageErrorId Id, string Action)
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    private static readonly (Regex Text, MageErrorId Id, string? Words, string Action)[] s_all =
    [
        (new(@"^Pipeline .* does not exist", Options), MageErrorId.PipelineNotFound, null, "List the pipelines [list pipelines]."),
        (new(@"^(?:\[ERR_\w+\] )?(?<said>Block .* already exists.*)", Options | RegexOptions.Singleline), MageErrorId.BlockExists, "${said}", "Choose another name."),
        (new(@"^Pipeline .* already exists", Options), MageErrorId.PipelineExists, null, "Choose another name, or remove or rename the existing pipeline."),
        (new(@"are depending on block|has downstream dependencies", Options), MageErrorId.BlockHasDependents, null, "Remove the downstream blocks first, or pass -Force to link them to the block's upstream blocks."),
        (new(@"A cycle was formed", Options), MageErrorId.BlockCycle, null, "Choose upstream blocks that do not depend on the block."),
        (new(@"^(?:Callback |Conditional )?Block .* is not in (?:the )?", Options), MageErrorId.BlockNotFound, null, "List the blocks [list blocks: -Pipeline]."),
        (new(@"^Invalid name '(?<name>.*)\.\w+'$", Options), MageErrorId.RequestInvalid, "Mage does not rename a block into a folder, as the slash in '${name}' would.", "Choose a name without a slash: a block gets its folder only when it is made. Or make a new block of that name, and remove this one."),
        (new(@"^expected str, bytes or os\.PathLike object, not NoneType", Options), MageErrorId.RequestInvalid, "$_: Mage finds no file for this", "A block of this type wants the path of its file in -Configuration, as @{ file_path = '…' }."),
        (new(@"Cron expression is invalid", Options), MageErrorId.InvalidCron, null, "Pass a cron expression of five fields, such as '0 6 * * *' (UTC)."),
        (new(@"^Invalid token for pipeline schedule", Options), MageErrorId.TriggerTokenInvalid, null, "Check the trigger token; it changes when somebody rotates it."),
        (new(@"^Invalid token\.?$", Options), MageErrorId.InvalidToken, null, "Check the token that was sent. What a trigger's token opens wants that token, and no other."),
        (new(@"only supported for API trigger|token of the API trigger cannot be empty", Options), MageErrorId.ScheduleNotApi, null, "Use a schedule of type api, or run it in a session [run: -Schedule]."),
        (new(@"No module named 'mage_ai\.api", Options), MageErrorId.NotSupported, null, "This Mage version or edition lacks the endpoint."),
        (new(@"UNIQUE constraint failed|duplicate key value", Options), MageErrorId.RequestInvalid, "$_: there is one of that name already", "Choose another name."),
        (new(@"is an invalid keyword argument|invalid literal for int|Unknown string format|fromisoformat: argument must be str|is not JSON serializable|Expecting value|object is not iterable", Options), MageErrorId.RequestInvalid, null, "Check the values that were sent."),
        (new(@"among the defined enum values|LookupError", Options), MageErrorId.ServerError, null, "The server's database holds a value that it cannot read; correct it there."),
        (new(@"PySpark kernel is not installed", Options), MageErrorId.NotSupported, null, "The server lacks the kernel for pipelines of type pyspark. Where a pipeline was to become one, Mage has put its type back; what else was to be changed with it is changed."),
        (new(@"No space left on device|Disk quota exceeded|database or disk is full", Options), MageErrorId.ServerError, "$_: the server's disk is full", "Free space on the server, and look at what was to be written before you try again: Mage may have written half of it."),
        (new(@"Permission denied|Read-only file system|readonly database", Options), MageErrorId.ServerError, null, "The server may not write there: correct the owner and the permissions of its project, or its mount."),
        (new(@"database is locked", Options), MageErrorId.ServerError, "$_: somebody else was writing to the server's database", "Look whether it was done, and try again."),
        (new(@"^Invalid pipeline config|^Invalid pipeline metadata|^Blocks cannot be added or removed when saving|^Writing empty pipeline metadata", Options), MageErrorId.ServerError, null, "Somebody wrote to the pipeline at the same moment, or its file is broken: look at it, and try again."),
        (new(@"^Pipeline is invalid: duplicate blocks", Options), MageErrorId.ServerError, null, "Two blocks have one uuid in the pipeline's file metadata.yaml: correct it in Mage."),
        (new(@"^File for block .* does not exist", Options), MageErrorId.ServerError, null, "The file of the block is gone. Bring it back, or remove the block."),
        (new(@"^'NoneType' object ", Options), MageErrorId.ServerError, "$_: something that this needs is not there on the server", "It may have been removed meanwhile, or the file of the pipeline may be broken: look at what there is."),
        (new(@"^'[^']*'$", Options), MageErrorId.ServerError, "$_ was not found where the server looked for it", "It may have been renamed or removed meanwhile, or the value may be one that this Mage does not know."),
    ];

    /// <summary>What a text means; null for one that is not known. <paramref name="text"/> becomes the words for people.</summary>
    public static KnownText? Of(ref string text)
    {
        foreach ((Regex pattern, MageErrorId id, string? words, string action) in s_all)
        {
            if (pattern.Match(text) is { Success: true } match)
            {
                text = words is null ? text : match.Result(words);
                return new KnownText(id, action);
            }
        }

        return null;
    }
}
