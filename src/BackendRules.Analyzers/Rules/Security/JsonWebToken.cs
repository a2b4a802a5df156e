using System.Text;

namespace BackendRules;

/// <summary>Whether three dotted parts are a JSON Web Token, and whether its time is over.</summary>
internal static class JsonWebToken
{
    public static Certainty? Check(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || Text(parts[0]) is not { } header || Text(parts[1]) is not { } payload || !IsObject(header) || !IsObject(payload)
            || header.IndexOf("\"alg\"", StringComparison.Ordinal) < 0)
            return null;
        return Number(payload, "\"exp\"") is { } expires && expires < DateTimeOffset.UtcNow.ToUnixTimeSeconds() ? Certainty.Expired : Certainty.Structure;
    }

    private static bool IsObject(string text) => text.Length > 2 && text[0] == '{' && text[text.Length - 1] == '}';

    private static string? Text(string part)
    {
        var padded = part.Replace('-', '+').Replace('_', '/');
        padded += new string('=', (4 - padded.Length % 4) % 4);
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(padded)).Trim();
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static long? Number(string json, string name)
    {
        var at = json.IndexOf(name, StringComparison.Ordinal);
        if (at < 0)
            return null;
        at = json.IndexOf(':', at + name.Length);
        if (at < 0)
            return null;
        var digits = new string(json.Skip(at + 1).SkipWhile(char.IsWhiteSpace).TakeWhile(char.IsDigit).ToArray());
        return long.TryParse(digits, out var number) ? number : null;
    }
}
