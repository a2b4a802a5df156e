using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules.Workspaces;

/// <summary>Collects how an application sets its serializers up.</summary>
internal sealed class WireSettingsReader
{
    private const string Services = "Microsoft.Extensions.DependencyInjection.";

    private static readonly Members s_minimal = new(Services + "HttpJsonServiceExtensions.ConfigureHttpJsonOptions");
    private static readonly Members s_controllers = new(Services + "MvcCoreMvcBuilderExtensions.AddJsonOptions", Services + "MvcCoreMvcCoreBuilderExtensions.AddJsonOptions", Services + "MvcJsonMvcBuilderExtensions.AddJsonOptions",
        Services + "MvcCoreBuilderExtensions.AddJsonOptions");
    private static readonly Members s_newtonsoft = new(Services + "NewtonsoftJsonMvcBuilderExtensions.AddNewtonsoftJson", Services + "NewtonsoftJsonMvcCoreBuilderExtensions.AddNewtonsoftJson");
    private static readonly Members s_validation = new(Services + "ValidationServiceCollectionExtensions.AddValidation");
    private static readonly Members s_configure = new(Services + "OptionsServiceCollectionExtensions.Configure");

    private readonly ConcurrentBag<(bool IsMinimal, bool IsNewtonsoft, IOperation Body)> _said = [];
    private volatile bool _validates;
    private volatile bool _toleratesNull;

    public static WireSettingsReader Of(Watch watch)
    {
        var reader = new WireSettingsReader();
        watch.Call(s_minimal, (_, call) => reader._said.Add((true, false, call)));
        watch.Call(s_controllers, (_, call) => reader._said.Add((false, false, call)));
        watch.Call(s_newtonsoft, (_, call) => reader._said.Add((false, true, call)));
        watch.Operation(OperationKind.SimpleAssignment, context =>
        {
            if (context.Operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "SuppressImplicitRequiredAttributeForNonNullableReferenceTypes" }, Value.ConstantValue: { HasValue: true, Value: true } })
                reader._toleratesNull = true;
        });
        watch.Call(s_validation, (_, _) => reader._validates = true);
        watch.Call(s_configure, (_, call) =>
        {
            if (call.TargetMethod.TypeArguments is [{ Name: "JsonOptions" } options])
                reader._said.Add((options.Is("Microsoft.AspNetCore.Http.Json.JsonOptions"), false, call));
        });
        return reader;
    }

    public static WireSettings Joined(IEnumerable<WireSettingsReader> parts)
    {
        var settings = new WireSettings();
        foreach (var part in parts)
        {
            if (part._validates)
                settings = settings with { Minimal = settings.Minimal with { Validates = true } };
            if (part._toleratesNull)
                settings = settings with { Controllers = settings.Controllers with { DemandsNonNull = false } };
            foreach (var (isMinimal, isNewtonsoft, body) in part._said)
            {
                if (isMinimal)
                    settings = settings with { Minimal = Read(settings.Minimal, body) };
                else
                    settings = settings with { Controllers = Read(settings.Controllers with { IsNewtonsoft = isNewtonsoft || settings.Controllers.IsNewtonsoft }, body) };
            }
        }

        return settings;
    }

    private static WireStyle Read(WireStyle style, IOperation said)
    {
        foreach (var operation in said.Descendants())
        {
            switch (operation)
            {
                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation target } assignment:
                    style = Assigned(style, target.Property.Name, assignment.Value);
                    break;
                case IInvocationOperation { TargetMethod.Name: "Add", Instance: IPropertyReferenceOperation { Property.Name: "Converters" }, Arguments: [var added] }:
                    style = Converter(style, LocalValues.Resolve(added.Value));
                    break;
            }
        }

        return style;
    }

    private static WireStyle Assigned(WireStyle style, string property, IOperation value)
    {
        var bare = LocalValues.Resolve(value);
        switch (property)
        {
            case "PropertyNamingPolicy":
                return style with { Naming = Naming(bare) };
            case "ContractResolver":
                var resolver = bare is IObjectCreationOperation { Initializer: { } given } ? given.Descendants().OfType<IObjectCreationOperation>().FirstOrDefault() ?? bare : bare;
                return style with { Naming = Naming(resolver) };
            case "DefaultIgnoreCondition" when bare is IFieldReferenceOperation { Field.Name: var condition }:
                return style with { IgnoreCondition = WireAttributes.Condition(condition) };
            case "NullValueHandling" when bare is IFieldReferenceOperation { Field.Name: "Ignore" }:
                return style with { IgnoreCondition = "null" };
            case "IncludeFields":
                return style with { IncludesFields = IsTrue(bare) };
            case "UnmappedMemberHandling" when bare is IFieldReferenceOperation { Field.Name: var handling }:
                return style with { RefusesUnknown = handling == "Disallow" };
            case "RespectNullableAnnotations":
                return style with { RespectsNullable = IsTrue(bare) };
            case "RespectRequiredConstructorParameters":
                return style with { RespectsConstructor = IsTrue(bare) };
            case "NumberHandling" when bare is IFieldReferenceOperation { Field.Name: "Strict" }:
                return style with { NumbersFromText = false };
            default:
                return style;
        }
    }

    private static WireStyle Converter(WireStyle style, IOperation converter)
    {
        if (converter.Type is not INamedTypeSymbol type)
            return style;
        if (!WireAttributes.IsTextEnum(type) || type.IsGenericType)
            return style with { Converters = style.Converters.Add(type.Name) };
        var naming = converter is IObjectCreationOperation { Arguments: [{ Value: { } policy }, ..] } && policy is not { ConstantValue: { HasValue: true, Value: null or bool } } ? Naming(LocalValues.Resolve(policy)) : WireNames.AsIs;
        return style with { EnumsAsText = true, EnumNaming = naming };
    }

    private static string Naming(IOperation policy) => policy switch
    {
        { ConstantValue: { HasValue: true, Value: null } } => WireNames.AsIs,
        IPropertyReferenceOperation property => WireNames.Naming(property.Property.Name) ?? WireNames.Unknown,
        IObjectCreationOperation { Type: { } type } => WireNames.Naming(type.Name) ?? WireNames.Unknown,
        IDefaultValueOperation => WireNames.AsIs,
        _ => WireNames.Unknown,
    };

    private static bool IsTrue(IOperation value) => value.ConstantValue is { HasValue: true, Value: true };
}
