namespace BackendRules;

/// <summary>A value of a configuration file.</summary>
/// <param name="Path">Its key with the keys around it, joined by colons.</param>
/// <param name="Value">The value as the application will see it.</param>
/// <param name="Start">Where the value begins in the file.</param>
/// <param name="Length">How long it is in the file.</param>
internal readonly record struct ConfigurationEntry(string Path, string Value, int Start, int Length)
{
    /// <summary>The last key.</summary>
    public string Key => Path.Substring(Path.LastIndexOf(':') + 1);
}
