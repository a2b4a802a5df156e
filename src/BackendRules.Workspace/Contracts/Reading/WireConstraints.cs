using System.Globalization;
using Microsoft.CodeAnalysis;

namespace BackendRules.Workspaces;

/// <summary>What validation attributes allow.</summary>
internal static class WireConstraints
{
    /// <param name="member">A property or a parameter.</param>
    /// <param name="also">The constructor's parameter behind a property: attributes of records stand there.</param>
    public static WireLimits Of(ISymbol member, ISymbol? also = null)
    {
        var limits = WireLimits.None;
        foreach (var attribute in also is null ? member.GetAttributes() : member.GetAttributes().AddRange(also.GetAttributes()))
        {
            if (attribute.AttributeClass is { } type && type.ContainingNamespace?.ToDisplayString() == "System.ComponentModel.DataAnnotations")
                limits = With(limits, type.Name, attribute);
        }

        return limits;
    }

    private static WireLimits With(WireLimits limits, string name, AttributeData attribute)
    {
        var given = attribute.ConstructorArguments;
        switch (name)
        {
            case "RangeAttribute" when given.Length >= 2:
                return limits with { Min = Number(given[^2]), Max = Number(given[^1]) };
            case "StringLengthAttribute" when given is [{ Value: int most }]:
                return limits with { MaxLength = most, MinLength = WireAttributes.Named(attribute, "MinimumLength") as int? ?? limits.MinLength };
            case "MaxLengthAttribute" when given is [{ Value: int most }]:
                return limits with { MaxLength = most };
            case "MinLengthAttribute" when given is [{ Value: int least }]:
                return limits with { MinLength = least };
            case "LengthAttribute" when given is [{ Value: int least }, { Value: int most }]:
                return limits with { MinLength = least, MaxLength = most };
            case "RegularExpressionAttribute" when given is [{ Value: string pattern }]:
                return limits with { Pattern = pattern };
            case "AllowedValuesAttribute" when given is [{ Kind: TypedConstantKind.Array, Values: var values }]:
                return limits with { Allowed = string.Join('|', values.Select(static v => string.Format(CultureInfo.InvariantCulture, "{0}", v.Value))) };
            case "EmailAddressAttribute":
                return limits with { Form = "email" };
            case "UrlAttribute":
                return limits with { Form = "url" };
            case "PhoneAttribute":
                return limits with { Form = "phone" };
            case "CreditCardAttribute":
                return limits with { Form = "card" };
            default:
                return limits;
        }
    }

    private static decimal? Number(TypedConstant value) => value.Value switch
    {
        int whole => whole,
        double number when Math.Abs(number) < (double)decimal.MaxValue => (decimal)number,
        string text when decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var parsed) => parsed,
        _ => null,
    };
}
