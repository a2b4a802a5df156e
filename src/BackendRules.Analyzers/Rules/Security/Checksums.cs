using System.Text;

namespace BackendRules;

/// <summary>The checksums that issuers put into their tokens, so that a scanner can tell a real one offline.</summary>
internal static class Checksums
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly uint[] s_table = Table();

    /// <summary>GitHub's and npm's tokens: the last six characters are the CRC-32 of the thirty before them, in base 62.</summary>
    public static bool IsBase62Crc(string token)
    {
        const int length = 6;
        var body = token.Substring(token.IndexOf('_') + 1);
        if (body.Length <= length)
            return false;
        var sum = Crc32(Encoding.ASCII.GetBytes(body.Substring(0, body.Length - length)));
        for (var i = body.Length - 1; i >= body.Length - length; i--)
        {
            if (body[i] != Digits[(int)(sum % 62)])
                return false;
            sum /= 62;
        }

        return sum == 0;
    }

    /// <summary>Azure's identifiable keys: the last four bytes are the Marvin hash of what stands before them, with a seed for each kind of key.</summary>
    public static bool IsMarvin(string base64, ulong[] seeds)
    {
        var text = base64.Replace('-', '+').Replace('_', '/');
        if (text.Length % 4 != 0)
            return false;
        var bytes = Convert.FromBase64String(text);
        var length = bytes.Length - 4;
        var written = bytes[length] | (uint)bytes[length + 1] << 8 | (uint)bytes[length + 2] << 16 | (uint)bytes[length + 3] << 24;
        return Array.Exists(seeds, seed => Marvin(bytes, length, seed) == written);
    }

    /// <summary>The seed that Azure's key format derives from a name of eight characters.</summary>
    public static ulong Seed(string name)
    {
        ulong seed = 0;
        foreach (var letter in name)
            seed = seed << 8 | letter;
        return seed;
    }

    private static uint Crc32(byte[] bytes)
    {
        var sum = uint.MaxValue;
        foreach (var item in bytes)
            sum = s_table[(sum ^ item) & 0xff] ^ sum >> 8;
        return ~sum;
    }

    private static uint[] Table()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
                value = (value & 1) == 0 ? value >> 1 : value >> 1 ^ 0xedb88320;
            table[i] = value;
        }

        return table;
    }

    private static uint Marvin(byte[] bytes, int length, ulong seed)
    {
        var low = (uint)seed;
        var high = (uint)(seed >> 32);
        var at = 0;
        for (; length - at >= 4; at += 4)
        {
            low += bytes[at] | (uint)bytes[at + 1] << 8 | (uint)bytes[at + 2] << 16 | (uint)bytes[at + 3] << 24;
            Mix(ref low, ref high);
        }

        uint tail = 0x80;
        for (var i = length - 1; i >= at; i--)
            tail = tail << 8 | bytes[i];
        low += tail;
        Mix(ref low, ref high);
        Mix(ref low, ref high);
        return low ^ high;
    }

    private static void Mix(ref uint low, ref uint high)
    {
        high ^= low;
        low = Turn(low, 20) + high;
        high = Turn(high, 9) ^ low;
        low = Turn(low, 27) + high;
        high = Turn(high, 19);
    }

    private static uint Turn(uint value, int bits) => value << bits | value >> 32 - bits;
}
