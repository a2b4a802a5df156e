using System.Text;
using System.Text.Json;
using BackendRules.Workspaces;
using ModelContextProtocol.Protocol;

namespace BackendRules.Bridge;

/// <summary>Results of tools: structured content, a short text with every id, and at most 20,000 characters.</summary>
internal static class Answer
{
    /// <summary>The most characters of a result.</summary>
    public const int MaxCharacters = 20_000;

    private const int MaxText = 1_800;

    public static CallToolResult Of<T>(T value, string text, params ResourceLinkBlock[] links) => new()
    {
        Content = [new TextContentBlock { Text = Cut(text) }, .. links],
        StructuredContent = JsonSerializer.SerializeToElement(value, Json.Compact),
    };

    /// <summary>A failure as data: a fixed code, what happened and what to do.</summary>
    public static CallToolResult Error(string code, string message, bool retryable = false, string? hint = null, IReadOnlyList<string>? candidates = null) => new()
    {
        IsError = true,
        Content =
        [
            new TextContentBlock
            {
                Text = JsonSerializer.Serialize(new { Error = new { Code = code, Message = message, Retryable = retryable, Hint = hint, Candidates = candidates } }, Json.Compact),
            },
        ],
    };

    public static CallToolResult Error(Fault fault) =>
        Error(fault.Code, fault.Message, fault.Retryable, fault.Hint, fault.Candidates.Count > 0 ? fault.Candidates : null);

    public static int Size<T>(T value) => JsonSerializer.Serialize(value, Json.Compact).Length;

    public static ResourceLinkBlock Link(string uri, string name, string type) => new() { Uri = uri, Name = name, MimeType = type };

    private static string Cut(string text)
    {
        if (text.Length <= MaxText)
            return text;
        var end = text.LastIndexOf('\n', MaxText);
        return string.Concat(text.AsSpan(0, end > 0 ? end : MaxText), "\n…");
    }
}

/// <summary>Where a list goes on: what it belongs to and how far it was read. It holds nothing secret and allows nothing.</summary>
internal static class Cursor
{
    public static string Make(string owner, int offset) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{owner}|{offset}")).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    public static int Read(string? cursor, string owner)
    {
        if (cursor is null)
            return 0;
        try
        {
            var padded = cursor.Replace('-', '+').Replace('_', '/') + new string('=', (4 - (cursor.Length % 4)) % 4);
            if (Encoding.UTF8.GetString(Convert.FromBase64String(padded)).Split('|') is [.. var parts, var number]
                && string.Join('|', parts) == owner && int.TryParse(number, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var offset))
                return offset;
        }
        catch (FormatException)
        {
            // Said below.
        }

        throw new Fault("cursor_mismatch", "The cursor belongs to another list.", "Start again without a cursor.");
    }
}
