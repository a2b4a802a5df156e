using System.Security.Cryptography;

namespace BackendRules.Workspaces;

/// <summary>Ids of runs, patches, comparisons and reports: in the order of time, and not to be guessed.</summary>
public static class Handles
{
    private const string Digits = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>A new id, such as <c>run_</c> and 26 digits.</summary>
    public static string New(string kind, TimeProvider? time = null)
    {
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random);
        return Written(kind, new UInt128((ulong)(time ?? TimeProvider.System).GetUtcNow().ToUnixTimeMilliseconds() << 16 | BitConverter.ToUInt16(random), BitConverter.ToUInt64(random[8..])));
    }

    /// <summary>An id that content has: the same for the same.</summary>
    public static string Of(string kind, ReadOnlySpan<byte> hash) =>
        Written(kind, new UInt128(BitConverter.ToUInt64(hash), BitConverter.ToUInt64(hash[8..])));

    /// <summary>Whether a text has the form of an id, and so may be a file's name.</summary>
    public static bool IsId(string? text, string kind) =>
        text is { Length: 30 } && text.StartsWith(kind + "_", StringComparison.Ordinal) && text.AsSpan(4).IndexOfAnyExcept(Digits) < 0;

    private static string Written(string kind, UInt128 value) =>
        kind + "_" + string.Create(26, value, static (text, left) =>
        {
            for (var i = text.Length - 1; i >= 0; i--, left >>= 5)
                text[i] = Digits[(int)(left & 31)];
        });
}
