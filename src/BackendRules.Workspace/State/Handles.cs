using System.Security.Cryptography;

namespace BackendRules.Workspaces;

/// <summary>Ids of runs and patches: in the order of time, and not to be guessed.</summary>
public static class Handles
{
    private const string Digits = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>A new id, such as <c>run_</c> and 26 digits.</summary>
    public static string New(string kind, TimeProvider? time = null)
    {
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random);
        var value = new UInt128((ulong)(time ?? TimeProvider.System).GetUtcNow().ToUnixTimeMilliseconds() << 16 | BitConverter.ToUInt16(random), BitConverter.ToUInt64(random[8..]));
        return kind + "_" + string.Create(26, value, static (text, left) =>
        {
            for (var i = text.Length - 1; i >= 0; i--, left >>= 5)
                text[i] = Digits[(int)(left & 31)];
        });
    }

    /// <summary>Whether a text has the form of an id, and so may be a file's name.</summary>
    public static bool IsId(string? text, string kind) =>
        text is { Length: 30 } && text.StartsWith(kind + "_", StringComparison.Ordinal) && text.AsSpan(4).IndexOfAnyExcept(Digits) < 0;
}
