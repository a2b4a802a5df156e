using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>A secret that the application was configured with.</summary>
internal static class ConfiguredSecret
{
    /// <summary>Its name, when an expression is one: a setting read by name, or a property of an options object.</summary>
    public static string? Name(IOperation value)
    {
        value = LocalValues.Resolve(value);
        if (value is ICoalesceOperation coalesce)
            value = LocalValues.Resolve(coalesce.Value);
        switch (value)
        {
            case IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: [{ Value.ConstantValue: { HasValue: true, Value: string key } }] } indexer
                when indexer.Property.ContainingType.IsOrInherits("Microsoft.Extensions.Configuration.IConfiguration"):
                return Is(key) ? key : null;
            case IInvocationOperation { TargetMethod: { Name: "GetValue", ContainingType.Name: "ConfigurationBinder" } } call:
                return call.Arguments.Select(static argument => argument.Value.ConstantValue.Value).OfType<string>().FirstOrDefault(Is);
            case IInvocationOperation { TargetMethod: { Name: "GetEnvironmentVariable", ContainingType.Name: "Environment" }, Arguments: [{ Value.ConstantValue: { HasValue: true, Value: string variable } }] }:
                return Is(variable) ? variable : null;
            case IPropertyReferenceOperation { Instance: { } instance } property when Is(property.Property.Name) && IsOptions(instance):
                return property.Property.Name;
            case IFieldReferenceOperation { Field: { IsReadOnly: true, DeclaredAccessibility: Accessibility.Private } field } when Is(field.Name) && field.Type.SpecialType == SpecialType.System_String:
                return field.Name;
            default:
                return null;
        }
    }

    private static bool IsOptions(IOperation instance)
    {
        if (LocalValues.Bare(instance) is IPropertyReferenceOperation { Property: { Name: "Value" or "CurrentValue" } property } && property.ContainingType.Name is "IOptions" or "IOptionsSnapshot" or "IOptionsMonitor")
            return true;
        return instance.Type is { } type && (type.Name.EndsWith("Options", StringComparison.Ordinal) || type.Name.EndsWith("Settings", StringComparison.Ordinal)
            || type.Name.EndsWith("Config", StringComparison.Ordinal) || type.Name.EndsWith("Configuration", StringComparison.Ordinal));
    }

    private static bool Is(string name)
    {
        var words = SecretWords.Split(name.Substring(name.LastIndexOf(':') + 1));
        if (words.Count == 0)
            return false;
        var last = words[words.Count - 1].ToLowerInvariant();
        return last is "token" or "signature" or "secret" or "apikey" or "hmac" or "otp" or "password" or "passphrase" || SecretWords.Ends(name.Substring(name.LastIndexOf(':') + 1));
    }
}
