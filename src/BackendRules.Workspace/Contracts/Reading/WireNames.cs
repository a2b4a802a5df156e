using System.Text;
using System.Text.Json;

namespace BackendRules.Workspaces;

/// <summary>Names as serializers write them.</summary>
internal static class WireNames
{
    public const string Camel = "camelCase";
    public const string AsIs = "as-is";
    public const string Unknown = "unknown";

    public static string Of(string member, string naming) => naming switch
    {
        Camel => JsonNamingPolicy.CamelCase.ConvertName(member),
        "snake_case_lower" => JsonNamingPolicy.SnakeCaseLower.ConvertName(member),
        "snake_case_upper" => JsonNamingPolicy.SnakeCaseUpper.ConvertName(member),
        "kebab-case-lower" => JsonNamingPolicy.KebabCaseLower.ConvertName(member),
        "kebab-case-upper" => JsonNamingPolicy.KebabCaseUpper.ConvertName(member),
        "newtonsoft_snake" => Snake(member),
        _ => member,
    };

    /// <summary>The naming behind a property of <c>JsonNamingPolicy</c>, or a naming strategy of Newtonsoft.Json.</summary>
    public static string? Naming(string policy) => policy switch
    {
        "CamelCase" or "CamelCaseNamingStrategy" or "CamelCasePropertyNamesContractResolver" => Camel,
        "SnakeCaseLower" => "snake_case_lower",
        "SnakeCaseUpper" => "snake_case_upper",
        "KebabCaseLower" or "KebabCaseNamingStrategy" => "kebab-case-lower",
        "KebabCaseUpper" => "kebab-case-upper",
        "SnakeCaseNamingStrategy" => "newtonsoft_snake",
        "DefaultContractResolver" or "DefaultNamingStrategy" => AsIs,
        _ => null,
    };

    private static string Snake(string member)
    {
        var text = new StringBuilder();
        for (var i = 0; i < member.Length; i++)
        {
            if (char.IsUpper(member[i]) && i > 0 && (!char.IsUpper(member[i - 1]) || i + 1 < member.Length && char.IsLower(member[i + 1])))
                text.Append('_');
            text.Append(char.ToLowerInvariant(member[i]));
        }

        return text.ToString();
    }
}
